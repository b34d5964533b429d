#pragma once

#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionHeader;

namespace rollcall
{

/// Fusion with flat panels: no gradient, no shadow, no animation. All colours come from the Tokens of the
/// palette in the style option.
class RollcallStyle : public QProxyStyle
{
    Q_OBJECT

public:
    RollcallStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption* option,
                       const QWidget* widget) const override;

    using QProxyStyle::polish;
    void polish(QWidget* widget) override;

private:
    bool drawPanels(PrimitiveElement element, const QStyleOption* option, QPainter& painter,
                    const QWidget* widget) const;
    bool drawIndicators(PrimitiveElement element, const QStyleOption* option, QPainter& painter) const;
};

} // namespace rollcall
