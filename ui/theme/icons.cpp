#include "ui/theme/icons.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace rollcall
{

namespace
{

QString nameOf(Icon icon)
{
    switch (icon) {
    case Icon::AllClusters:
        return QStringLiteral("all-clusters");
    case Icon::Overview:
        return QStringLiteral("overview");
    case Icon::Nodes:
        return QStringLiteral("nodes");
    case Icon::LoadBalancing:
        return QStringLiteral("load-balancing");
    case Icon::HighAvailability:
        return QStringLiteral("high-availability");
    case Icon::Messenger:
        return QStringLiteral("messenger");
    case Icon::Storage:
        return QStringLiteral("storage");
    case Icon::Database:
        return QStringLiteral("database");
    case Icon::Events:
        return QStringLiteral("events");
    case Icon::Settings:
        return QStringLiteral("settings");
    case Icon::Search:
        return QStringLiteral("search");
    case Icon::Plus:
        return QStringLiteral("plus");
    case Icon::Person:
        return QStringLiteral("person");
    case Icon::Refresh:
        return QStringLiteral("refresh");
    case Icon::Close:
        return QStringLiteral("close");
    case Icon::ChevronDown:
        return QStringLiteral("chevron-down");
    case Icon::ChevronUp:
        return QStringLiteral("chevron-up");
    case Icon::ChevronLeft:
        return QStringLiteral("chevron-left");
    case Icon::ChevronRight:
        return QStringLiteral("chevron-right");
    case Icon::Copy:
        return QStringLiteral("copy");
    case Icon::Check:
        return QStringLiteral("check");
    case Icon::Help:
        return QStringLiteral("help");
    case Icon::Play:
        return QStringLiteral("play");
    case Icon::Key:
        return QStringLiteral("key");
    case Icon::Folder:
        return QStringLiteral("folder");
    }
    return {};
}

QByteArray source(const QString& name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Rendered once for each size in device pixels and colour.
QPixmap rendered(const QString& name, QSize pixels, const QColor& color)
{
    const QString key = QStringLiteral("rollcall/%1/%2x%3/%4")
                            .arg(name, QString::number(pixels.width()), QString::number(pixels.height()),
                                 color.name(QColor::HexArgb));
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray svg = source(name);
    if (color.isValid())
        svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(pixels)));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawNamed(QPainter& painter, const QString& name, const QRectF& box, const QColor& color)
{
    const qreal scale = deviceScale(painter);
    QPixmap pixmap = rendered(name, (box.size() * scale).toSize(), color);
    pixmap.setDevicePixelRatio(scale);
    painter.drawPixmap(box.topLeft(), pixmap);
}

QIcon iconOf(const QString& name, std::initializer_list<int> sizes, const QColor& normal, const QColor& off)
{
    QIcon result;
    for (const int size : sizes) {
        result.addPixmap(rendered(name, QSize(size, size), normal), QIcon::Normal);
        if (off.isValid())
            result.addPixmap(rendered(name, QSize(size, size), off), QIcon::Disabled);
    }
    return result;
}

} // namespace

void drawIcon(QPainter& painter, Icon icon, const QRectF& box, const QColor& color)
{
    drawNamed(painter, nameOf(icon), box, color);
}

QIcon icon(Icon icon, const Tokens& tokens)
{
    return iconOf(nameOf(icon), {16, 24, 32, 48}, tokens.text2, tokens.disabled);
}

void drawApplicationIcon(QPainter& painter, const QRectF& box)
{
    drawNamed(painter, QStringLiteral("rollcall"), box, QColor());
}

QIcon applicationIcon()
{
    return iconOf(QStringLiteral("rollcall"), {16, 24, 32, 48, 64, 128, 256}, QColor(), QColor());
}

} // namespace rollcall
