// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/http_server.h"
#include "tests/support/http_client.h"
#include "tests/support/memory_secret_store.h"
#include "tests/support/smtp_dialogue.h"

#include <QJsonArray>
#include <QTemporaryDir>

#include <optional>

namespace mailweir {

inline QJsonValue at(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1StringView(key));
}

inline Settings httpEngineSettings()
{
    Settings settings;
    ListenerSettings listener;
    listener.bind = {QStringLiteral("127.0.0.1"), 0};
    settings.listeners = {listener};
    settings.batching.wait = std::chrono::minutes(10); // batches leave when a test says so
    settings.batching.maxWait = std::chrono::minutes(10);
    settings.http.bind.port = 0;
    return settings;
}

/// A running engine with its HTTP API, and no relay.
class HttpEngine {
public:
    explicit HttpEngine(const Settings &settings = httpEngineSettings())
        : m_service(settings, m_directory.path(), m_clock, m_secrets)
    {
        if (!m_service.start())
            return;
        m_http.emplace(m_service, m_service.settings().http, m_clock, QStringLiteral("1.2.3"));
        if (const auto where = m_http->start())
            m_port = where->port;
    }
    ~HttpEngine()
    {
        if (m_http)
            m_http->stop();
        m_service.stop();
    }

    [[nodiscard]] bool isRunning() const { return m_port != 0; }
    [[nodiscard]] MailService &service() { return m_service; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }

    /// Sends a mail over SMTP; the id of the 250, empty when there was none.
    [[nodiscard]] QByteArray send(const QByteArray &subject, const QByteArray &body = "text\r\n",
                                  const QByteArray &recipient = "ops@example.test")
    {
        SmtpDialogue client(m_service.status().listeners.first().port);
        for (const QByteArray &line :
             {QByteArrayLiteral("EHLO test"), QByteArrayLiteral("MAIL FROM:<app@example.test>"),
              "RCPT TO:<" + recipient + '>', QByteArrayLiteral("DATA")})
            client.say(line);
        const QByteArray reply =
            client.say("From: App <app@example.test>\r\nTo: " + recipient + "\r\nSubject: " + subject
                       + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + '.');
        return reply.startsWith("250 ") ? reply.split(' ').last() : QByteArray();
    }

    [[nodiscard]] HttpAnswer ask(QByteArrayView method, QByteArrayView target, QByteArrayView body = {}) const
    {
        return httpRequest(m_port, method, target, body);
    }
    [[nodiscard]] QJsonObject get(QByteArrayView target) const { return ask("GET", target).json(); }
    [[nodiscard]] QJsonArray items(QByteArrayView target) const { return at(get(target), "items").toArray(); }

    /// Seals the only collecting batch; the id of its delivery.
    [[nodiscard]] QByteArray flush() const
    {
        const auto batch = items("/api/v2/batches?state=collecting").first().toObject();
        const auto answer = ask("POST", "/api/v2/batches/" + at(batch, "id").toString().toLatin1() + "/flush");
        return at(answer.json(), "delivery_id").toString().toLatin1();
    }

private:
    QTemporaryDir m_directory;
    SystemClock m_clock;
    MemorySecretStore m_secrets;
    MailService m_service;
    std::optional<HttpServer> m_http;
    quint16 m_port = 0;
};

} // namespace mailweir
