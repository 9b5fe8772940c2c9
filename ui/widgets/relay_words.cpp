// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/relay_words.h"

#include "ui/models/texts.h"

namespace mailweir {

bool RelayWords::worked(const Result<DeliveryAttempt> &result)
{
    return result && result->code / 100 == 2;
}

QString RelayWords::stoppedAt(Stage stage)
{
    switch (stage) {
    case Stage::Connect:
        return tr("The server could not be reached.");
    case Stage::Greeting:
        return tr("Connected, but the server did not welcome us.");
    case Stage::Hello:
        return tr("Connected, but the server did not accept the greeting.");
    case Stage::Tls:
        return tr("Connected, but the connection could not be secured.");
    case Stage::Auth:
        return tr("Connected, but the login did not succeed.");
    case Stage::Mail:
    case Stage::Recipient:
    case Stage::Data:
    case Stage::EndOfData:
    case Stage::Quit:
        break;
    }
    return tr("Connected, but the server broke off.");
}

QString RelayWords::testResult(const Result<DeliveryAttempt> &result)
{
    if (!result)
        return Texts::error(result.error());
    if (worked(result))
        return tr("Everything works: connected and ready to send.");
    QStringList lines{stoppedAt(result->stage)};
    const QString words = result->text.trimmed();
    if (result->code > 0)
        lines += tr("The server said: %1").arg(QStringLiteral("%1 %2").arg(result->code).arg(words).trimmed());
    else if (!words.isEmpty())
        lines += words;
    return lines.join(QLatin1Char('\n'));
}

} // namespace mailweir
