// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/gmime_support.h"

#include <QRegularExpression>

#include <mutex>

namespace mailweir::gmime {

GMimeParserOptions *parserOptions()
{
    static std::once_flag once;
    static GMimeParserOptions *options = nullptr;
    std::call_once(once, [] {
        g_mime_init();
        options = g_mime_parser_options_new();
        const char *charsets[] = {"utf-8", "windows-1252", nullptr};
        g_mime_parser_options_set_fallback_charsets(options, charsets);
        g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
        g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
        g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    });
    return options;
}

Ref<GMimeStream> memoryStream(QByteArrayView bytes)
{
    return Ref<GMimeStream>(
        g_mime_stream_mem_new_with_buffer(bytes.isEmpty() ? "" : bytes.data(), size_t(bytes.size())));
}

QByteArray takeBytes(GMimeStream *memory)
{
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    return QByteArray(reinterpret_cast<const char *>(bytes->data), qsizetype(bytes->len));
}

QString oneLine(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return text.trimmed();
}

QByteArray joinEncodedWords(const QByteArray &value)
{
    if (value.count("?=") < 2)
        return value;
    static const QRegularExpression word(QStringLiteral("=\\?([^?\\s]{1,60})\\?[bB]\\?([A-Za-z0-9+/=]*)\\?="));
    const QString text = QString::fromLatin1(value);
    QByteArray out;
    QString charset; // of the run; empty outside
    QByteArray bytes; // that the run stands for
    const auto endRun = [&] {
        if (!charset.isEmpty())
            out += "=?" + charset.toLatin1() + "?B?" + bytes.toBase64() + "?=";
        charset.clear();
        bytes.clear();
    };
    qsizetype done = 0;
    for (auto it = word.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QStringView gap = QStringView(text).sliced(done, match.capturedStart() - done);
        if (!gap.trimmed().isEmpty() || charset.compare(match.captured(1), Qt::CaseInsensitive) != 0) {
            endRun();
            out += gap.toLatin1();
            charset = match.captured(1);
        }
        bytes += QByteArray::fromBase64(match.captured(2).toLatin1());
        done = match.capturedEnd();
    }
    endRun();
    return out + value.sliced(done);
}

QString decodeHeader(const QByteArray &value)
{
    const CString decoded(g_mime_utils_header_decode_text(parserOptions(), joinEncodedWords(value).constData()));
    return oneLine(QString::fromUtf8(decoded.get()));
}

} // namespace mailweir::gmime
