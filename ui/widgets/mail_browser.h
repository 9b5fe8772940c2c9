// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QImage>
#include <QTextBrowser>

namespace mailweir {

/// Shows sanitised HTML of a mail, on white paper as its writer meant it, and loads nothing: no file, no address, only
/// the images that came with the mail. Links are shown before they are opened, and opened only after a question.
///
/// Qt falls back to reading the name as a file when loadResource() gives it nothing, so for everything unknown it gets
/// a transparent dot. Thread: GUI.
class MailBrowser final : public QTextBrowser {
    Q_OBJECT
public:
    explicit MailBrowser(QWidget *parent = nullptr);

    /// `images` by Content-ID, undecoded.
    void setMail(const QString &sanitizedHtml, const QHash<QString, QByteArray> &images);

    QVariant loadResource(int type, const QUrl &name) override;

protected:
    void doSetSource(const QUrl &name, QTextDocument::ResourceType type) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    void askToOpen(const QUrl &link);

    QHash<QString, QByteArray> m_images;
    QHash<QUrl, QImage> m_decoded; // asked for many times in one layout
};

} // namespace mailweir
