#include "ui/theme/typography.h"

#include <QApplication>
#include <QFontMetrics>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr double basePixels = 13;

double pixelsOf(TextStyle style)
{
    switch (style) {
    case TextStyle::Caption:
        return 11;
    case TextStyle::Small:
        return 12;
    case TextStyle::Base:
        return basePixels;
    case TextStyle::Value:
        return 15;
    case TextStyle::Title:
        return 17;
    case TextStyle::Verdict:
        return 20;
    case TextStyle::Welcome:
        return 26;
    }
    return basePixels;
}

QFont::Weight weightOf(TextStyle style)
{
    switch (style) {
    case TextStyle::Caption:
    case TextStyle::Small:
    case TextStyle::Base:
        return QFont::Normal;
    case TextStyle::Value:
    case TextStyle::Title:
    case TextStyle::Verdict:
    case TextStyle::Welcome:
        return QFont::DemiBold;
    }
    return QFont::Normal;
}

} // namespace

QFont textFont(TextStyle style)
{
    return textFont(style, weightOf(style));
}

QFont textFont(TextStyle style, QFont::Weight weight)
{
    QFont font = QApplication::font();
    const double factor = pixelsOf(style) / basePixels;
    if (font.pixelSize() > 0)
        font.setPixelSize(std::max(1, qRound(font.pixelSize() * factor)));
    else
        font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

int roomFor(int height)
{
    return height + std::max(0, QFontMetrics(QApplication::font()).height() - 18);
}

} // namespace rollcall
