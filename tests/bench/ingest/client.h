// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QByteArray>
#include <QByteArrayView>

#include <openssl/types.h>

namespace mailweir::bench {

/// One sending session on a socket that does not block. No allocation for each message: it is to cost little beside the
/// server it shares the machine with.
class Client {
public:
    struct Options {
        quint16 port = 0;
        bool pipelined = false;
        bool oneMessage = false; ///< QUIT after it
        SSL_CTX *tls = nullptr; ///< not null: STARTTLS
    };
    enum class Event {
        None,
        Acknowledged, ///< a message was taken
        Closed, ///< by the server, after QUIT
        Failed, ///< see failure()
    };

    explicit Client(const Options &options)
        : m_options(options)
    {
    }
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    /// Connects from 127.0.0.`source`. False: see failure().
    [[nodiscard]] bool open(int source);
    void close();
    [[nodiscard]] int descriptor() const { return m_fd; }

    /// What is sent next; must stay alive.
    void setMessage(const QByteArray &message) { m_message = message; }
    /// Does what can be done now.
    [[nodiscard]] Event advance();
    /// When the last byte of the message left.
    [[nodiscard]] SteadyTime endOfData() const { return m_endOfData; }
    [[nodiscard]] const QByteArray &failure() const { return m_failure; }

private:
    enum class Step { Greeting, Ehlo, StartTls, Handshake, Mail, Recipient, Data, Envelope, Body, Quit };

    [[nodiscard]] Event onReply(QByteArrayView reply);
    [[nodiscard]] bool write();
    [[nodiscard]] qsizetype receive(char *to, qsizetype room);
    [[nodiscard]] bool shakeHands();
    void send(Step step, QByteArrayView bytes);
    void sendEnvelope();
    Event fail(QByteArrayView what);

    Options m_options;
    int m_fd = -1;
    SSL *m_tls = nullptr;
    Step m_step = Step::Greeting;
    int m_replies = 0; // to an envelope in one write
    QByteArrayView m_unsent;
    QByteArrayView m_message;
    QByteArray m_input; // of a reply that is not whole
    SteadyTime m_endOfData{};
    QByteArray m_failure;
};

} // namespace mailweir::bench
