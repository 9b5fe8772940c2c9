// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_check.h"

#include "core/base/logging.h"
#include "core/mail/header_block.h"
#include "core/mail/header_values.h"
#include "core/store/search_plan.h"
#include "core/store/search_text.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mailweir {

namespace {

using Kind = SearchTerm::Kind;

bool holdsBytes(const SearchTerm &term, const QByteArray &bytes)
{
    return holds(term, QString::fromUtf8(bytes));
}

bool holdsAny(const SearchTerm &term, const QStringList &texts)
{
    return std::any_of(texts.begin(), texts.end(), [&](const QString &text) { return holds(term, text); });
}

bool holdsAddress(const SearchTerm &term, const MailAddress &address)
{
    return holds(term, address.name) || holds(term, address.address);
}

bool holdsAddress(const SearchTerm &term, const QList<MailAddress> &addresses)
{
    return std::any_of(addresses.begin(), addresses.end(),
                       [&](const MailAddress &address) { return holdsAddress(term, address); });
}

bool equals(const SearchTerm &term, const QString &text)
{
    return searchFolded(text) == term.text;
}

/// "127.0.0.1:54321" and "[::1]:54321".
struct Peer {
    QByteArray address;
    qint64 port = 0;
};

Peer peerOf(const QByteArray &text)
{
    const qsizetype colon = text.lastIndexOf(':');
    QByteArray address = colon < 0 ? text : text.left(colon);
    if (address.startsWith('[') && address.endsWith(']'))
        address = address.sliced(1, address.size() - 2);
    return {address, colon < 0 ? 0 : text.mid(colon + 1).toLongLong()};
}

/// Whether a row tells the answer, so that it is worth asking first.
bool isCheap(const SearchTerm &term)
{
    switch (term.kind) {
    case Kind::Words:
    case Kind::Anywhere:
    case Kind::Body:
    case Kind::FileName:
    case Kind::ContentType:
    case Kind::User:
    case Kind::Helo:
    case Kind::Ip:
    case Kind::Port:
    case Kind::Process:
    case Kind::ProcessId:
    case Kind::Header:
    case Kind::Listener:
    case Kind::Tls:
    case Kind::HasInline:
    case Kind::Failed:
    case Kind::Queued:
    case Kind::Sent:
        return false;
    default:
        return std::all_of(term.terms.begin(), term.terms.end(), isCheap);
    }
}

} // namespace

QStringList SearchCheck::textColumns(const SearchTerm &term)
{
    switch (term.kind) {
    case Kind::Words:
    case Kind::Anywhere: // what searchFlatText() takes of the summary
        return {u"from_name"_s, u"from_address"_s, u"subject"_s, u"addresses"_s, u"envelope_sender"_s};
    case Kind::From:
        return {u"from_name"_s, u"from_address"_s};
    case Kind::To:
    case Kind::Cc:
    case Kind::Bcc:
    case Kind::ReplyTo:
        return {u"addresses"_s};
    case Kind::Addressed:
        return {u"from_name"_s, u"from_address"_s, u"addresses"_s};
    case Kind::Subject:
        return {u"subject"_s};
    case Kind::MessageId:
        return {u"message_id"_s};
    case Kind::MailFrom:
        return {u"envelope_sender"_s};
    case Kind::RcptTo:
        return {u"envelope_recipients"_s};
    case Kind::Project:
        return {u"project"_s};
    case Kind::Tag:
    case Kind::Tagged:
        return {u"tags"_s};
    default:
        break;
    }
    QStringList columns;
    for (const SearchTerm &child : term.terms)
        columns += textColumns(child);
    return columns;
}

Result<bool> SearchCheck::isTrue(const SearchTerm &term)
{
    const bool answer = check(term);
    return m_error ? Result<bool>(*m_error) : Result(answer);
}

bool SearchCheck::all(const SearchTerm &term)
{
    for (const bool cheap : {true, false}) {
        for (const SearchTerm &child : term.terms) {
            if (isCheap(child) == cheap && !check(child))
                return false;
        }
    }
    return true;
}

bool SearchCheck::check(const SearchTerm &term)
{
    const MessageSummary &summary = m_message.summary;
    switch (term.kind) {
    case Kind::All:
        return true;
    case Kind::Nothing:
        return false;
    case Kind::And:
        return all(term);
    case Kind::Or:
        return std::any_of(term.terms.begin(), term.terms.end(),
                           [this](const SearchTerm &child) { return check(child); });
    case Kind::Not:
        return !check(term.terms.front());
    case Kind::Words:
        return words().contains(term.text);
    case Kind::Anywhere:
        return holds(term, flatText());
    case Kind::From:
        return holdsAddress(term, summary.from);
    case Kind::To:
        return holdsAddress(term, summary.to);
    case Kind::Cc:
        return holdsAddress(term, summary.cc);
    case Kind::Bcc:
        return holdsAddress(term, summary.bcc);
    case Kind::ReplyTo:
        return holdsAddress(term, summary.replyTo);
    case Kind::Addressed:
        return holdsAddress(term, summary.from) || holdsAddress(term, summary.to) || holdsAddress(term, summary.cc)
            || holdsAddress(term, summary.bcc) || holdsAddress(term, summary.replyTo);
    case Kind::Subject:
        return holds(term, summary.subject);
    case Kind::MessageId:
        return holds(term, summary.messageId);
    case Kind::MailFrom:
        return holdsBytes(term, summary.envelopeSender);
    case Kind::RcptTo:
        return std::any_of(summary.envelopeRecipients.begin(), summary.envelopeRecipients.end(),
                           [&](const QByteArray &recipient) { return holdsBytes(term, recipient); });
    case Kind::Group:
        return holds(term, group());
    case Kind::Project:
        return equals(term, summary.project);
    case Kind::Tag:
        return std::any_of(summary.tags.begin(), summary.tags.end(),
                           [&](const QString &tag) { return equals(term, tag); });
    case Kind::Body:
        return holdsAny(term, content().texts);
    case Kind::FileName:
        return holdsAny(term, content().fileNames);
    case Kind::ContentType:
        return holdsAny(term, content().types);
    case Kind::HasInline:
        return content().hasInline;
    case Kind::Header:
        return hasHeader(term);
    case Kind::User:
    case Kind::Helo:
    case Kind::Ip:
    case Kind::Port:
    case Kind::Listener:
    case Kind::Tls:
        return ofEnvelope(term);
    case Kind::Process:
    case Kind::ProcessId:
        return ofProcess(term);
    case Kind::Read:
        return summary.read;
    case Kind::Tagged:
        return !summary.tags.isEmpty();
    case Kind::Pinned:
        return summary.pinned;
    case Kind::Malformed:
        return summary.flags.testFlag(MessageFlag::Malformed);
    case Kind::HasAttachment:
        return summary.attachments > 0;
    case Kind::Failed:
    case Kind::Queued:
    case Kind::Sent:
        return inDatabase(term);
    case Kind::Larger:
        return summary.size > term.number;
    case Kind::Smaller:
        return summary.size < term.number;
    case Kind::Since:
        return toUnixMs(summary.received) >= term.number;
    case Kind::Until:
        return toUnixMs(summary.received) <= term.number;
    }
    return false;
}

bool SearchCheck::ofEnvelope(const SearchTerm &term)
{
    const Envelope &envelope = logged().envelope;
    switch (term.kind) {
    case Kind::User:
        return holdsBytes(term, envelope.user);
    case Kind::Helo:
        return holdsBytes(term, envelope.helo);
    case Kind::Ip:
        return holdsBytes(term, peerOf(envelope.peer).address);
    case Kind::Port:
        return peerOf(envelope.peer).port == term.number;
    case Kind::Listener:
        return equals(term, QString::fromUtf8(envelope.listener));
    default:
        return envelope.tls.active();
    }
}

bool SearchCheck::ofProcess(const SearchTerm &term)
{
    std::optional<PeerProcess> process = logged().envelope.process;
    if (!process) {
        auto rows = m_sources.database.query("SELECT pid, executable, directory FROM message_process "
                                             "WHERE message_id = ?",
                                             {m_message.summary.id.order});
        if (rows && rows->next())
            process = {rows->integer(0), rows->bytes(1), rows->bytes(2)};
        if (const auto status = rows ? rows->status() : rows.error(); !status)
            m_error = status.error();
    }
    if (!process)
        return false;
    return term.kind == Kind::ProcessId ? process->pid == term.number
                                        : holdsBytes(term, process->executable) || holdsBytes(term, process->directory);
}

bool SearchCheck::inDatabase(const SearchTerm &term)
{
    const SearchPlan plan = SearchPlan::of(term);
    auto rows =
        m_sources.database.query(QStringLiteral("SELECT 1 FROM messages m WHERE m.id = ? AND ") + plan.condition,
                                 QList<SqlValue>{m_message.summary.id.order} + plan.values);
    const bool found = rows && rows->next();
    if (const auto status = rows ? rows->status() : rows.error(); !status)
        m_error = status.error();
    return found;
}

bool SearchCheck::hasHeader(const SearchTerm &term)
{
    const HeaderBlock header = HeaderBlock::parse(logged().raw);
    const bool anyValue = term.text.isEmpty() && !term.pattern;
    return std::any_of(header.fields().begin(), header.fields().end(), [&](const auto &field) {
        return field.first.compare(term.name, Qt::CaseInsensitive) == 0
            && (anyValue || holds(term, decodeHeader(field.second)));
    });
}

const QString &SearchCheck::group()
{
    const GroupId id = m_message.summary.group;
    auto known = m_sources.groups.constFind(id);
    if (known == m_sources.groups.constEnd()) {
        auto rows = m_sources.database.query("SELECT label FROM groups WHERE id = ?", {id.value});
        QString label;
        if (rows && rows->next())
            label = rows->text(0);
        if (const auto status = rows ? rows->status() : rows.error(); !status)
            m_error = status.error();
        known = m_sources.groups.insert(id, label);
    }
    return *known;
}

/// One message on a bad sector must not keep all others from being found.
const LoggedMessage &SearchCheck::logged()
{
    if (!m_logged) {
        auto read = m_sources.log.message(m_message.location, kMaxSearched);
        if (!read && !isLoss(read.error()) && !std::exchange(m_sources.saidUnreadable, true))
            qCWarning(lcStore).noquote() << "a search goes on without the text of message"
                                         << m_message.summary.id.text() << ':' << describe(read.error());
        m_logged = read ? std::move(*read) : LoggedMessage();
    }
    return *m_logged;
}

const SearchContent &SearchCheck::content()
{
    if (!m_content)
        m_content = searchContent(logged().raw);
    return *m_content;
}

const QString &SearchCheck::flatText()
{
    if (!m_flat)
        m_flat = searchFlatText(m_message.summary, content());
    return *m_flat;
}

const QString &SearchCheck::words()
{
    if (!m_words)
        m_words = searchWords(flatText());
    return *m_words;
}

} // namespace mailweir
