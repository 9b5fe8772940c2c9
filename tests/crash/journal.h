// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace mailweir::crash {

/// What was asked of the store and what it answered, a JSON object a line: who checks the store after a crash holds it
/// to these words. A line is one write(2), so it outlives the program. Thread: any.
class Journal {
public:
    explicit Journal(const QString &path);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    void add(const char *what, QJsonObject details);

private:
    int m_fd;
};

/// What is being done, for orders that name a phase: the layer maps this file. Thread: any.
class Phase {
public:
    explicit Phase(const QString &path);
    ~Phase();
    Phase(const Phase &) = delete;
    Phase &operator=(const Phase &) = delete;

    void set(const char *name);

private:
    static constexpr size_t kSize = 64;
    char *m_text; // mapped
};

} // namespace mailweir::crash
