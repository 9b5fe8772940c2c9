// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/smtp/server_session.h"

#include <QHash>
#include <QHostAddress>
#include <QString>

#include <functional>
#include <memory>

namespace mailweir {

/// Users and the hashes of their passwords, from an htpasswd file: bcrypt ($2a$, $2b$, $2y$), {SHA}, and {PLAIN} for
/// those who want CRAM-MD5. A value; reading it costs nothing, checking bcrypt costs as much as its author wanted.
class UserList {
public:
    /// Lines of `user:hash`; empty ones and those that begin with # are skipped. Errors: NotFound, PermissionDenied,
    /// Io, Invalid (another kind of hash, bcrypt of a cost above 16, a user listed twice); the subject is the file, or
    /// "file:line".
    [[nodiscard]] static Result<UserList> load(const QString &path);

    [[nodiscard]] bool isEmpty() const;
    /// Whether every password is known in clear: then CRAM-MD5 can be offered.
    [[nodiscard]] bool allPlain() const;
    /// Takes as long for a user who is not there as for the one whose hash is the most work.
    [[nodiscard]] bool accepts(const LoginAttempt &attempt) const;

private:
    QHash<QByteArray, QByteArray> m_users;
    QByteArray m_hardest; // the hash that is the most work
};

/// Checks logins without making the other clients wait: on a thread of its own, made at the first login.
/// Thread: the listeners'; answers come from any.
class LoginChecker {
public:
    using Answer = std::function<void(LoginVerdict)>;

    /// Accepts every login.
    LoginChecker();
    /// Accepts those of the file, which is read again when it has changed.
    LoginChecker(UserList users, const QString &path);
    ~LoginChecker();

    /// Whether CRAM-MD5 can be offered now. Thread: any.
    [[nodiscard]] bool cramMd5() const;
    /// Answers at once when every login is accepted. At most 64 wait and, once 32 do, at most 8 of one client (null: a
    /// unix socket's), so that nobody takes all places; more are answered at once, with Unavailable, as are those that
    /// wait when the checker goes.
    void check(LoginAttempt attempt, const QHostAddress &client, Answer answer);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mailweir
