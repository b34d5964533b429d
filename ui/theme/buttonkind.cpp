#include "ui/theme/buttonkind.h"

#include "ui/theme/typography.h"

#include <QPushButton>
#include <QVariant>

namespace rollcall
{

namespace
{

constexpr const char* kindProperty = "buttonKind";
constexpr const char* smallProperty = "smallButton";

} // namespace

void setButtonKind(QPushButton* button, ButtonKind kind)
{
    button->setProperty(kindProperty, int(kind));
    if (kind == ButtonKind::Link || kind == ButtonKind::Ghost) {
        button->setFlat(true);
        button->setAutoDefault(false);
        button->setCursor(Qt::PointingHandCursor);
    }
    if (kind == ButtonKind::Chip)
        button->setAutoDefault(false);
    button->updateGeometry();
    button->update();
}

ButtonKind buttonKind(const QWidget* button)
{
    const QVariant kind = button ? button->property(kindProperty) : QVariant();
    return kind.isValid() ? ButtonKind(kind.toInt()) : ButtonKind::Plain;
}

void setSmallButton(QPushButton* button)
{
    button->setProperty(smallProperty, true);
    button->setFont(textFont(TextStyle::Small, QFont::Medium));
    button->updateGeometry();
}

bool isSmallButton(const QWidget* button)
{
    return button && button->property(smallProperty).toBool();
}

} // namespace rollcall
