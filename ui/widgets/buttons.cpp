#include "ui/widgets/buttons.h"

#include "ui/theme/buttonkind.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QEvent>
#include <QStyleOptionButton>
#include <QStylePainter>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr int chipPadding = 11;
constexpr int chipMarkSize = 14;
constexpr int chipGap = 6;

QPushButton* buttonOf(const QString& text, ButtonKind kind, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    setButtonKind(button, kind);
    return button;
}

/// An icon that is drawn anew in each theme's colour.
class IconButton final : public QPushButton
{
public:
    IconButton(Icon which, QWidget* parent)
        : QPushButton(parent)
        , m_icon(which)
    {
        setButtonKind(this, ButtonKind::Ghost);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QStylePainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        painter.drawControl(QStyle::CE_PushButtonBevel, option);
        const Tokens& tokens = Tokens::of(this);
        const QRectF box((width() - 16) / 2, (height() - 16) / 2, 16, 16);
        drawIcon(painter, m_icon, box, isEnabled() ? tokens.text2 : tokens.disabled);
    }

private:
    Icon m_icon;
};

} // namespace

QPushButton* plainButton(const QString& text, QWidget* parent)
{
    return buttonOf(text, ButtonKind::Plain, parent);
}

QPushButton* accentButton(const QString& text, QWidget* parent)
{
    QPushButton* button = buttonOf(text, ButtonKind::Accent, parent);
    button->setDefault(true);
    return button;
}

QPushButton* dangerButton(const QString& text, QWidget* parent)
{
    return buttonOf(text, ButtonKind::Danger, parent);
}

QPushButton* smallButton(const QString& text, QWidget* parent)
{
    QPushButton* button = buttonOf(text, ButtonKind::Plain, parent);
    setSmallButton(button);
    return button;
}

QPushButton* iconButton(Icon which, const QString& name, QWidget* parent)
{
    auto* button = new IconButton(which, parent);
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

void setOffReason(QPushButton* button, const QString& reason)
{
    constexpr const char* onToolTip = "onToolTip";
    const bool wasOn = button->isEnabled();
    if (wasOn && !reason.isEmpty())
        button->setProperty(onToolTip, button->toolTip());
    button->setEnabled(reason.isEmpty());
    button->setToolTip(reason.isEmpty() && !wasOn ? button->property(onToolTip).toString()
                       : reason.isEmpty()         ? button->toolTip()
                                                  : reason);
    button->setAccessibleDescription(reason);
}

LinkButton::LinkButton(const QString& text, QWidget* parent)
    : QPushButton(text, parent)
{
    setButtonKind(this, ButtonKind::Link);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

FilterChip::FilterChip(Mark mark, const QString& word, QWidget* parent)
    : QPushButton(parent)
    , m_mark(mark)
    , m_word(word)
{
    setButtonKind(this, ButtonKind::Chip);
    setCheckable(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    describe();
}

void FilterChip::setCount(int count)
{
    if (count == m_count)
        return;
    m_count = count;
    describe();
    updateGeometry();
    update();
}

void FilterChip::describe()
{
    setAccessibleName(tr("%1, %n node(s)", nullptr, m_count).arg(m_word));
}

QSize FilterChip::sizeHint() const
{
    // Checked, the word is bolder: the gap to the count takes a little of that, so that a click moves
    // nothing.
    const qreal plain = QFontMetricsF(textFont(TextStyle::Small)).horizontalAdvance(m_word);
    const qreal bold = QFontMetricsF(textFont(TextStyle::Small, QFont::DemiBold)).horizontalAdvance(m_word);
    const qreal text = std::max(plain, bold - 3);
    const qreal count = TabularText::width(QFontMetricsF(textFont(TextStyle::Small, QFont::DemiBold)),
                                           QString::number(m_count));
    const qreal sign = m_mark == Mark::None ? 0 : chipMarkSize + chipGap + 1;
    return {int(std::ceil(chipPadding * 2 + sign + text + chipGap + count)), roomFor(28)};
}

void FilterChip::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    const Tokens& tokens = Tokens::of(this);
    qreal x = chipPadding;
    if (m_mark != Mark::None) {
        StatePainter(painter, tokens)
            .mark(m_mark, QRectF(x, (height() - chipMarkSize) / 2.0, chipMarkSize, chipMarkSize),
                  isEnabled() ? tokens.state(m_mark).ink : tokens.disabled);
        x += chipMarkSize + chipGap + 1;
    }
    const QColor strong = !isEnabled() ? tokens.disabled : isChecked() ? tokens.selText : tokens.text;
    painter.setFont(textFont(TextStyle::Small, isChecked() ? QFont::DemiBold : QFont::Normal));
    painter.setPen(!isEnabled() ? tokens.disabled : isChecked() ? tokens.selText : tokens.text2);
    painter.drawText(QRectF(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, m_word);
    painter.setFont(textFont(TextStyle::Small, QFont::DemiBold));
    painter.setPen(strong);
    TabularText::draw(painter, QRectF(0, 0, width() - chipPadding, height()), Qt::AlignRight,
                      QString::number(m_count));
}

} // namespace rollcall
