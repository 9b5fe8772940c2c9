// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/mail_service.h"
#include "ui/models/inbox.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace mailweir {

/// What is asked of the engine to bring mail in and out. Its observers are called on the engine's threads.
struct TransferActions {
    std::function<TransferId(const ImportRequest &, TransferObserver)> import;
    std::function<TransferId(const ExportRequest &, TransferObserver)> exportTo;
    std::function<void(TransferId)> cancel;

    [[nodiscard]] static TransferActions of(MailService &service);
};

/// How one import or export goes, and how it ended. Thread: GUI.
class TransferBar final : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Import, Export };

    explicit TransferBar(Kind kind, QWidget *parent = nullptr);

    void setProgress(const TransferProgress &progress);
    [[nodiscard]] bool isFinished() const { return m_finished; }

Q_SIGNALS:
    void cancelRequested();
    void closed();

private:
    [[nodiscard]] QString progressText(const TransferProgress &progress) const;
    [[nodiscard]] QString resultText(const TransferProgress &progress) const;
    void showProblems();

    const Kind m_kind;
    QLabel *m_text = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_details = nullptr;
    QToolButton *m_close = nullptr;
    QList<Error> m_problems;
    bool m_finished = false;
};

/// Starts imports and exports and shows a bar for each. Thread: GUI.
class TransferBars final : public QWidget {
    Q_OBJECT
public:
    explicit TransferBars(TransferActions actions, QWidget *parent = nullptr);

    void import(const ImportRequest &request);
    void exportTo(const ExportRequest &request);

private:
    TransferObserver addBar(TransferBar::Kind kind, const std::shared_ptr<TransferId> &id);

    TransferActions m_actions;
    Inbox m_inbox{this};
    QVBoxLayout *m_layout = nullptr;
};

} // namespace mailweir
