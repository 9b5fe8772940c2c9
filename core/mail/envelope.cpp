// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/envelope.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborStreamWriter>
#include <QCborValue>

namespace mailweir {

namespace {

// Written to disk: a number is never given a second meaning.
enum Key : qint64 {
    Sender = 1, // [local part, domain]
    Parameters = 2, // [[name, value] …]
    Recipients = 3, // [[local part, domain, parameters] …]
    Helo = 4,
    Extended = 5,
    Peer = 6,
    Listener = 7,
    Received = 8, // milliseconds since 1970
    Lmtp = 9,
    Lenient = 10,
    Tls = 11, // [version, cipher]
    User = 12,
    Project = 13,
    Process = 14, // [pid, executable, directory]
    Transcript = 15,
    Imported = 16,
};

void writeParameters(QCborStreamWriter &out, const QList<EnvelopeParameter> &parameters)
{
    out.startArray(quint64(parameters.size()));
    for (const EnvelopeParameter &parameter : parameters) {
        out.startArray(2);
        out.append(parameter.name);
        out.append(parameter.value);
        out.endArray();
    }
    out.endArray();
}

void writeRecipients(QCborStreamWriter &out, const QList<EnvelopeRecipient> &recipients)
{
    out.startArray(quint64(recipients.size()));
    for (const EnvelopeRecipient &recipient : recipients) {
        out.startArray(3);
        out.append(recipient.address.localPart);
        out.append(recipient.address.domain);
        writeParameters(out, recipient.parameters);
        out.endArray();
    }
    out.endArray();
}

bool read(const QCborValue &value, QByteArray &out)
{
    out = value.toByteArray();
    return value.isByteArray();
}

bool read(const QCborValue &value, EmailAddress &out)
{
    const QCborArray parts = value.toArray();
    return parts.size() >= 2 && read(parts.at(0), out.localPart) && read(parts.at(1), out.domain);
}

bool read(const QCborValue &value, EnvelopeParameter &out)
{
    const QCborArray parts = value.toArray();
    return parts.size() >= 2 && read(parts.at(0), out.name) && read(parts.at(1), out.value);
}

bool read(const QCborValue &value, bool &out)
{
    out = value.isTrue();
    return value.isBool();
}

bool read(const QCborValue &value, TlsDetails &out)
{
    const QCborArray parts = value.toArray();
    return parts.size() >= 2 && read(parts.at(0), out.version) && read(parts.at(1), out.cipher);
}

bool read(const QCborValue &value, std::optional<PeerProcess> &out)
{
    const QCborArray parts = value.toArray();
    out.emplace();
    out->pid = parts.at(0).toInteger();
    return parts.size() >= 3 && parts.at(0).isInteger() && read(parts.at(1), out->executable)
        && read(parts.at(2), out->directory);
}

template <typename T> bool read(const QCborValue &value, QList<T> &out);

bool read(const QCborValue &value, EnvelopeRecipient &out)
{
    return read(value, out.address) && read(value.toArray().at(2), out.parameters);
}

template <typename T> bool read(const QCborValue &value, QList<T> &out)
{
    const QCborArray items = value.toArray();
    for (const QCborValue item : items) {
        if (T element; read(item, element))
            out.append(std::move(element));
        else
            return false;
    }
    return value.isArray();
}

bool readField(qint64 key, const QCborValue &value, Envelope &out)
{
    switch (key) {
    case Sender:
        return read(value, out.sender);
    case Parameters:
        return read(value, out.parameters);
    case Recipients:
        return read(value, out.recipients);
    case Helo:
        return read(value, out.helo);
    case Extended:
        return read(value, out.extended);
    case Peer:
        return read(value, out.peer);
    case Listener:
        return read(value, out.listener);
    case Received:
        out.received = fromUnixMs(value.toInteger());
        return value.isInteger();
    case Lmtp:
        return read(value, out.lmtp);
    case Lenient:
        return read(value, out.lenient);
    case Tls:
        return read(value, out.tls);
    case User:
        return read(value, out.user);
    case Project:
        return read(value, out.project);
    case Process:
        return read(value, out.process);
    case Transcript:
        return read(value, out.transcript);
    case Imported:
        return read(value, out.imported);
    default:
        return true; // of a newer version
    }
}

/// Fields that few messages have are written only where they say something.
void writeSpecialFields(QCborStreamWriter &out, const Envelope &envelope)
{
    const std::pair<Key, bool> marks[] = {
        {Lmtp, envelope.lmtp}, {Lenient, envelope.lenient}, {Imported, envelope.imported}};
    for (const auto &[key, isSet] : marks) {
        if (!isSet)
            continue;
        out.append(qint64(key));
        out.append(true);
    }
    if (envelope.tls.active()) {
        out.append(qint64(Tls));
        out.startArray(2);
        out.append(envelope.tls.version);
        out.append(envelope.tls.cipher);
        out.endArray();
    }
    const std::pair<Key, const QByteArray &> texts[] = {
        {User, envelope.user}, {Project, envelope.project}, {Transcript, envelope.transcript}};
    for (const auto &[key, text] : texts) {
        if (text.isEmpty())
            continue;
        out.append(qint64(key));
        out.append(text);
    }
    if (envelope.process) {
        out.append(qint64(Process));
        out.startArray(3);
        out.append(envelope.process->pid);
        out.append(envelope.process->executable);
        out.append(envelope.process->directory);
        out.endArray();
    }
}

} // namespace

QByteArray encodeEnvelope(const Envelope &envelope)
{
    QByteArray bytes;
    bytes.reserve(256 + envelope.transcript.size());
    QCborStreamWriter out(&bytes);
    out.startMap(); // of indefinite length
    out.append(qint64(Sender));
    out.startArray(2);
    out.append(envelope.sender.localPart);
    out.append(envelope.sender.domain);
    out.endArray();
    out.append(qint64(Parameters));
    writeParameters(out, envelope.parameters);
    out.append(qint64(Recipients));
    writeRecipients(out, envelope.recipients);
    out.append(qint64(Helo));
    out.append(envelope.helo);
    out.append(qint64(Extended));
    out.append(envelope.extended);
    out.append(qint64(Peer));
    out.append(envelope.peer);
    out.append(qint64(Listener));
    out.append(envelope.listener);
    out.append(qint64(Received));
    out.append(toUnixMs(envelope.received));
    writeSpecialFields(out, envelope);
    out.endMap();
    return bytes;
}

Result<Envelope> decodeEnvelope(QByteArrayView bytes)
{
    const Error corrupt{ErrorCode::Corrupt, QStringLiteral("envelope"), {}};
    QCborParserError parseError;
    const QCborValue value = QCborValue::fromCbor(bytes.data(), bytes.size(), &parseError);
    if (parseError.error != QCborError::NoError || !value.isMap())
        return corrupt;
    Envelope envelope;
    const QCborMap fields = value.toMap();
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        if (field.key().isInteger() && !readField(field.key().toInteger(), field.value(), envelope))
            return corrupt;
    }
    return envelope;
}

} // namespace mailweir
