// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/header_values.h"
#include "core/mail/mime_message.h"

#include <QCryptographicHash>
#include <QtTest>

using namespace mailweir;
using namespace Qt::StringLiterals;

/// Real and malformed mails of other projects' test suites, against what is known of them. They are read where they
/// are and never copied: consensus.json of a folder is what a majority of five independent parsers says of each mail,
/// and some folders bring the expectations of their own suites.
class TestMimeCorpora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void agreesWithOtherParsers_data();
    void agreesWithOtherParsers();

private:
    QDir m_corpora;
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// How the consensus compares strings.
QString normal(const QString &text)
{
    return text.normalized(QString::NormalizationForm_C).simplified();
}

QByteArray shaOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QStringList addressesOf(const QList<MailAddress> &addresses)
{
    QStringList list;
    for (const MailAddress &address : addresses)
        list.append(address.address.toLower()); // as in the consensus
    return list;
}

QStringList namedAddressesOf(const QList<MailAddress> &addresses)
{
    QStringList list;
    for (const MailAddress &address : addresses)
        list.append(normal(address.name) + u" <"_s + address.address.toLower() + u'>');
    return list;
}

QStringList namedAddressesIn(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue address : value.toArray())
        list.append(address[0].toString() + u" <"_s + address[1].toString().toLower() + u'>');
    return list;
}

/// Where we differ from the consensus, and why.
const QHash<QString, QString> &knownDifferences()
{
    static const QString emptyHtml = u"an empty HTML part is none"_s;
    static const QString bodyWithName = u"a text part with a file name is the body when there is no other"_s;
    static const QString notAttached = u"a text file that is attached is not the text"_s;
    static const QString brokenBase64 = u"of base64 that ends within a group GMime keeps other bits"_s;
    static const QString headerOfTwo = u"a header without an end: GMime goes by its last Content-Type"_s;
    static const QString nested = u"a part whose boundary is that of the part around it ends both"_s;
    static const QString notOnlyUtf8 = u"bytes that are no UTF-8 are windows-1252"_s;
    static const QString blankInName = u"a field whose name has a blank before the colon is one (RFC 5322, 4.5)"_s;
    static const QString forwarded = u"a message without text of its own is shown by the one it forwards"_s;
    static const QHash<QString, QString> differences = {
        {u"cpython-test_email/msg_04.txt leaf_filenames"_s, bodyWithName},
        {u"cpython-test_email/msg_08.txt has_html"_s, emptyHtml},
        {u"cpython-test_email/msg_09.txt has_html"_s, emptyHtml},
        {u"cpython-test_email/msg_12.txt has_html"_s, emptyHtml},
        {u"cpython-test_email/msg_12a.txt has_html"_s, emptyHtml},
        {u"cpython-test_email/msg_15.txt leaf_types"_s, nested},
        {u"cpython-test_email/msg_39.txt leaf_types"_s, nested},
        {u"cpython-test_email/msg_44.txt leaf_filenames"_s, bodyWithName},
        {u"cpython-test_email/msg_47.txt has_html"_s, u"a part without an empty line is all header"_s},
        {u"enmime/testdata/mail/inlinemultipart.raw nontext_leaf_sha256_lf"_s, brokenBase64},
        {u"enmime/testdata/mail/mime-blank-media-name.raw nontext_leaf_sha256_lf"_s, brokenBase64},
        {u"enmime/testdata/mail/qp-utf8-header-no-break.raw has_html"_s, headerOfTwo},
        {u"enmime/testdata/parts/chardet-fail.raw leaf_filenames"_s, bodyWithName},
        {u"enmime/testdata/parts/missing-closing-param-quote.raw has_html"_s, emptyHtml},
        {u"mime4j-testmsgs/russian-headers.msg first_text_plain"_s, notAttached},
        {u"php-imap/attachment_long_filename.eml first_text_plain"_s, notAttached},
        {u"php-imap/imap_mime_header_decode_returns_false.eml subject"_s, u"what a charset lacks is a question mark"_s},
        {u"php-imap/issue-410.eml first_text_plain"_s, notAttached},
        {u"ruby-mail/attachment_emails/attachment_pdf_non_ascii.eml first_text_plain"_s,
         u"UTF-8 in a part that says ISO-8859-1 is UTF-8"_s},
        {u"ruby-mail/error_emails/bad_date_header.eml has_html"_s, emptyHtml},
        {u"ruby-mail/error_emails/invalid_subject_characters.eml subject"_s, notOnlyUtf8},
        {u"ruby-mail/multi_charset/japanese_attachment_long_name.eml first_text_plain"_s, notAttached},
        {u"ruby-mail/multipart_report_emails/multipart_report_multiple_status.eml has_html"_s, forwarded},
        {u"ruby-mail/rfc2822/example13.eml from"_s, blankInName},
        {u"ruby-mail/rfc2822/example13.eml from_addresses"_s, blankInName},
        {u"ruby-mail/rfc2822/example13.eml to"_s, blankInName},
        {u"ruby-mail/rfc2822/example13.eml to_addresses"_s, blankInName},
        {u"ruby-mail/rfc2822/example13.eml date_epoch"_s, blankInName},
        {u"sisimai-bounces/lhost-mcafee-02.eml leaf_filenames"_s, bodyWithName},
        {u"stalwart/eml/malformed/000.eml has_html"_s, emptyHtml},
        {u"stalwart/eml/malformed/020.eml has_html"_s, headerOfTwo},
        {u"stalwart/eml/rfc/000.eml nontext_leaf_sha256_lf"_s, brokenBase64},
        {u"stalwart/eml/thirdparty/000.eml first_text_plain"_s, u"an empty text part does not hide the next"_s},
        {u"stalwart/eml/thirdparty/012.eml has_html"_s, forwarded},
    };
    return differences;
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

/// What one mail is, said as the consensus says it; empty where it does not apply.
struct Seen {
    explicit Seen(const QByteArray &raw)
        : message(MimeMessage::parse(raw))
        , parts(message.attachments() + message.inlineParts())
    {
    }

    [[nodiscard]] QStringList partTypes() const
    {
        QStringList types;
        for (const MimePart &part : parts)
            types.append(QString::fromLatin1(part.contentType));
        return sorted(types);
    }

    /// A part that is shown by its Content-ID has that for a name when it has no other.
    [[nodiscard]] QStringList fileNames(const QStringList &agreed) const
    {
        QStringList names;
        for (const MimePart &part : parts) {
            const bool isId = part.fileName == QString::fromUtf8(part.contentId);
            if (const QString name = normal(part.fileName); !name.isEmpty() && (!isId || agreed.contains(name)))
                names.append(name);
        }
        return sorted(names);
    }

    [[nodiscard]] QStringList partSums() const
    {
        QStringList sums;
        for (const MimePart &part : parts) {
            if (part.contentType.startsWith("text/") || part.contentType.startsWith("message/"))
                continue;
            QByteArray content = message.partContent(part.partId).value_or(QByteArray()).replace("\r\n", "\n");
            while (content.endsWith('\n'))
                content.chop(1);
            sums.append(QString::fromLatin1(shaOf(content)));
        }
        return sorted(sums);
    }

    MimeMessage message;
    QList<MimePart> parts;
};

/// The leaves that are not listed as parts are the text; a multipart without parts, a leaf to some, is shown as text.
QStringList besidesText(QStringList types)
{
    types.removeIf([](const QString &type) {
        return type == u"text/plain" || type == u"text/html" || type.startsWith(u"multipart/");
    });
    return types;
}

} // namespace

void TestMimeCorpora::initTestCase()
{
    m_corpora.setPath(qEnvironmentVariable("MAILWEIR_CORPORA", QStringLiteral(TEST_DATA "/../../../shared/corpora")));
    if (!m_corpora.exists())
        QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
}

void TestMimeCorpora::agreesWithOtherParsers_data()
{
    QTest::addColumn<QString>("folder");
    for (const QString &folder : m_corpora.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFileInfo::exists(m_corpora.filePath(folder + QStringLiteral("/consensus.json"))))
            QTest::newRow(qPrintable(folder)) << folder;
    }
}

void TestMimeCorpora::agreesWithOtherParsers()
{
    QFETCH(QString, folder);
    const QString path = m_corpora.filePath(folder);
    const QJsonObject messages =
        QJsonDocument::fromJson(contentOf(path + QStringLiteral("/consensus.json"))).object()["messages"_L1].toObject();
    QVERIFY(!messages.isEmpty());
    int compared = 0;
    QSet<QString> different;
    QStringList surprises;
    for (auto it = messages.begin(); it != messages.end(); ++it) {
        const QJsonObject agreed = it->toObject();
        const auto compare = [&](const char *key, const auto &ours, const auto &expectedOf) {
            const QJsonValue value = agreed.value(QLatin1StringView(key))["value"_L1];
            if (value.isUndefined())
                return;
            ++compared;
            const auto expected = expectedOf(value);
            if (expected == ours)
                return;
            const QString what = folder + u'/' + it.key() + u' ' + QLatin1StringView(key);
            different.insert(what);
            if (!knownDifferences().contains(what)) {
                surprises.append(what);
                qWarning().noquote() << what << "agreed:" << expected << "ours:" << ours;
            }
        };
        const auto text = [](const QJsonValue &value) {
            return value.toString();
        };
        const auto list = [](const QJsonValue &value) {
            return value.toVariant().toStringList();
        };
        const auto sortedList = [&list](const QJsonValue &value) {
            return sorted(list(value));
        };
        const Seen seen(contentOf(path + u'/' + it.key()));
        const MimeMessage &message = seen.message;
        compare("subject", normal(message.subject()), text);
        compare("from", namedAddressesOf(message.addresses("From")), namedAddressesIn);
        compare("from_addresses", addressesOf(message.addresses("From")), list);
        compare("to", namedAddressesOf(message.addresses("To")), namedAddressesIn);
        compare("to_addresses", addressesOf(message.addresses("To")), list);
        compare("cc", namedAddressesOf(message.addresses("Cc")), namedAddressesIn);
        compare("cc_addresses", addressesOf(message.addresses("Cc")), list);
        compare("message_id", message.messageId(), text);
        compare("date_epoch", message.date() ? toUnixMs(*message.date()) / 1'000 : 0,
                [](const QJsonValue &value) { return value.toVariant().toLongLong(); });
        const QStringList leafTypes = list(agreed["leaf_types"_L1]["value"_L1]);
        const auto isMultipart = [](const QString &type) {
            return type.startsWith(u"multipart/");
        };
        compare("leaf_filenames", seen.fileNames(list(agreed["leaf_filenames"_L1]["value"_L1])), sortedList);
        if (std::none_of(leafTypes.begin(), leafTypes.end(), isMultipart))
            compare("nontext_leaf_sha256_lf", seen.partSums(), sortedList);
        compare("leaf_types", besidesText(seen.partTypes()),
                [&list](const QJsonValue &value) { return sorted(besidesText(list(value))); });
        compare("has_html", !message.html().isEmpty(), [](const QJsonValue &value) { return value.toBool(); });
        compare("first_text_plain", true, [&](const QJsonValue &value) {
            const QString start = normal(value["start"_L1].toString()).left(60);
            return normal(message.text()).startsWith(start);
        });
        // Ours is the text of all its parts, the consensus that of the first.
        if (leafTypes.count(u"text/plain"_s) == 1) {
            compare("first_text_plain", QString::fromLatin1(shaOf(normal(message.text()).toUtf8())),
                    [](const QJsonValue &value) { return value["sha256_ws_collapsed"_L1].toString(); });
        }
    }
    qInfo().noquote() << folder << compared - different.size() << "of" << compared << "agree";
    QCOMPARE(surprises, QStringList());
    QSet<QString> known;
    for (auto it = knownDifferences().keyBegin(); it != knownDifferences().keyEnd(); ++it) {
        if (it->startsWith(folder + u'/'))
            known.insert(*it);
    }
    QCOMPARE(different, known);
}

QTEST_GUILESS_MAIN(TestMimeCorpora)
#include "tst_mime_corpora.moc"
