// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>

#include <optional>

namespace mailweir {

/// Reads the header with which a proxy tells whom it speaks for: HAProxy's PROXY protocol, version 1 (a line of at most
/// 107 bytes) and 2 (binary, at most 4 KiB here). Everything else is Invalid; the connection is then to be closed.
class ProxyHeader {
public:
    enum class State { Incomplete, Complete, Invalid };
    struct Source {
        QHostAddress address;
        quint16 port = 0;

        friend bool operator==(const Source &, const Source &) = default;
    };

    /// Takes the header's bytes off the front of `input`, never one more.
    [[nodiscard]] State take(QByteArrayView &input);
    /// The client; none for the proxy's own connections (LOCAL) and for families other than IP (UNKNOWN).
    [[nodiscard]] const std::optional<Source> &source() const { return m_source; }

private:
    QByteArray m_bytes; // so far
    std::optional<Source> m_source;
    State m_state = State::Incomplete;
};

} // namespace mailweir
