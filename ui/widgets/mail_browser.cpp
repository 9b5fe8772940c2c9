// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mail_browser.h"

#include "ui/widgets/plain_tool_tip.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QImageReader>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolTip>

namespace mailweir {

namespace {

/// A picture may be larger than its bytes suggest; it is decoded no larger than a screen.
QImage decode(const QByteArray &bytes)
{
    constexpr int kMaxSide = 4096;
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    if (size.width() > kMaxSide || size.height() > kMaxSide)
        reader.setScaledSize(size.scaled(kMaxSide, kMaxSide, Qt::KeepAspectRatio));
    return reader.read();
}

const QImage &dot()
{
    static const QImage image = [] {
        QImage transparent(1, 1, QImage::Format_ARGB32_Premultiplied);
        transparent.fill(Qt::transparent);
        return transparent;
    }();
    return image;
}

bool mayOpen(const QUrl &link)
{
    const QString scheme = link.scheme();
    return scheme == u"http" || scheme == u"https" || scheme == u"mailto";
}

} // namespace

MailBrowser::MailBrowser(QWidget *parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(NoFrame);
    setAccessibleName(tr("The mail as HTML"));
    document()->setDocumentMargin(16);
    QPalette paper = palette();
    for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        paper.setColor(group, QPalette::Base, Qt::white);
        paper.setColor(group, QPalette::Text, QColor(0x1c, 0x1c, 0x1c));
        paper.setColor(group, QPalette::Link, QColor(0x0b, 0x57, 0xa4));
    }
    setPalette(paper);
    connect(this, &QTextBrowser::anchorClicked, this, &MailBrowser::askToOpen);
}

void MailBrowser::setMail(const QString &sanitizedHtml, const QHash<QString, QByteArray> &images)
{
    m_images = images;
    m_decoded.clear();
    setHtml(sanitizedHtml);
}

QVariant MailBrowser::loadResource(int type, const QUrl &name)
{
    if (type != QTextDocument::ImageResource)
        return QByteArray("");
    if (const auto known = m_decoded.constFind(name); known != m_decoded.cend())
        return *known;
    QImage image;
    if (name.scheme() == u"cid")
        image = decode(m_images.value(QUrl::fromPercentEncoding(name.path(QUrl::FullyEncoded).toUtf8())));
    if (image.isNull())
        image = dot();
    m_decoded.insert(name, image);
    return image;
}

void MailBrowser::doSetSource(const QUrl &, QTextDocument::ResourceType)
{
}

void MailBrowser::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QUrl link(anchorAt(event->pos()));
    if (!link.isEmpty()) {
        menu->addAction(tr("&Open link…"), this, [this, link] { askToOpen(link); })->setEnabled(mayOpen(link));
        menu->addAction(tr("Copy &link"), this, [link] { QGuiApplication::clipboard()->setText(link.toString()); });
        menu->addSeparator();
    }
    menu->addAction(tr("&Copy"), this, &QTextBrowser::copy)->setEnabled(textCursor().hasSelection());
    menu->addAction(tr("Select &all"), this, &QTextBrowser::selectAll);
    menu->popup(event->globalPos());
}

bool MailBrowser::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTextBrowser::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString link = anchorAt(viewport()->mapFrom(this, help->pos()));
    QToolTip::showText(help->globalPos(), plainToolTip(link), this);
    return true;
}

void MailBrowser::askToOpen(const QUrl &link)
{
    if (!mayOpen(link))
        return;
    auto *question =
        new QMessageBox(QMessageBox::Question, tr("Open link"),
                        tr("Open this address outside Mailweir?") + QStringLiteral("\n\n") + link.toString(),
                        QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    QPushButton *open = question->addButton(tr("&Open"), QMessageBox::AcceptRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(open, &QPushButton::clicked, this, [link] { QDesktopServices::openUrl(link); });
    question->open();
}

} // namespace mailweir
