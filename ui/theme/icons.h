#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace rollcall
{

struct Tokens;

/// The line icons of resources/icons, on a 16 px grid, drawn in one colour, sharp at any scale.
enum class Icon {
    AllClusters,
    Overview,
    Nodes,
    LoadBalancing,
    HighAvailability,
    Messenger,
    Storage,
    Database,
    Events,
    Settings,
    Search,
    Plus,
    Person,
    Refresh,
    Close,
    ChevronDown,
    ChevronUp,
    ChevronLeft,
    ChevronRight,
    Copy,
    Check,
    Help,
    Play,
    Key,
    Folder,
};

void drawIcon(QPainter& painter, Icon icon, const QRectF& box, const QColor& color);

/// For menus and buttons: text2, and disabled when it is.
QIcon icon(Icon icon, const Tokens& tokens);

/// The application's own icon, which has colours of its own.
void drawApplicationIcon(QPainter& painter, const QRectF& box);
QIcon applicationIcon();

} // namespace rollcall
