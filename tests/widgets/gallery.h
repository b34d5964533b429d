#pragma once

#include <QWidget>

namespace rollcall::test
{

/// Every shape, button and brush on one page, as the picture of the look shows them; 640 x 800.
class Gallery : public QWidget
{
public:
    explicit Gallery(QWidget* parent = nullptr);
};

/// Dashboard widgets: timeline, strips, load bar, banners, fields.
class WidgetSheet : public QWidget
{
public:
    explicit WidgetSheet(QWidget* parent = nullptr);
};

/// Grabs at a device scale, as a screen of that scale shows it.
QImage grabAt(QWidget& widget, int scale);

/// Writes the picture to the folder named by ROLLCALL_PICTURES, when that is set.
void keepPicture(const QImage& image, const QString& name);

} // namespace rollcall::test
