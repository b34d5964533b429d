#include "ui/pages/choicecard.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

/// A tick in text3: a property of the choice, not a state.
class NeedTick final : public QWidget
{
public:
    explicit NeedTick(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(12, 16);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawIcon(painter, Icon::Check, QRectF(-1, 1, 14, 14), Tokens::of(this).text2);
    }
};

void drawNode(QPainter& painter, const QRectF& box, const QColor& ink, bool dashed = false)
{
    QPen pen(ink, 1.4);
    if (dashed)
        pen.setDashPattern({2.2, 1.8});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 2.5, 2.5);
    if (dashed)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(box.left() + 7.5, box.center().y()), 1.6, 1.6);
    painter.setPen(QPen(ink, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(box.left() + 13, box.center().y()), QPointF(box.left() + 24, box.center().y()));
}

constexpr qreal nodeWidth = 32;
constexpr qreal nodeHeight = 15.5;

} // namespace

ChoiceDrawing::ChoiceDrawing(ChoiceCard::Drawing drawing, QWidget* parent)
    : QWidget(parent)
    , m_drawing(drawing)
{
    setFixedSize(ChoiceDrawing::sizeHint());
}

void ChoiceDrawing::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& tokens = Tokens::of(this);
    const QColor ink = tokens.text2;
    const QColor accent = tokens.accent;
    const auto node = [&](qreal x, qreal y, const QColor& color, bool dashed = false) {
        drawNode(painter, QRectF(x + 0.7, y + 0.7, nodeWidth, nodeHeight), color, dashed);
    };
    switch (m_drawing) {
    case ChoiceCard::Drawing::Demo: {
        node(0, 25, ink);
        node(39, 25, accent);
        node(78, 25, ink);
        // The primary's crown, as an outline.
        QPolygonF crown;
        for (const auto& [x, y] :
             {std::pair(47.5, 7.0), std::pair(51.5, 11.5), std::pair(56.0, 4.5), std::pair(60.5, 11.5),
              std::pair(64.5, 7.0), std::pair(63.0, 18.0), std::pair(49.0, 18.0)})
            crown << QPointF(x, y);
        painter.setPen(QPen(accent, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolygon(crown);
        break;
    }
    case ChoiceCard::Drawing::Connect:
        painter.setPen(QPen(accent, 1.4, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(0.7, 5.7, 40.5, 26), 2.5, 2.5);
        painter.drawLine(QPointF(21, 32), QPointF(21, 41));
        painter.drawLine(QPointF(13, 41.3), QPointF(29, 41.3));
        painter.setPen(QPen(accent, 1.4, Qt::DotLine));
        painter.drawLine(QPointF(43, 19), QPointF(56, 19));
        painter.setPen(QPen(ink, 1.4));
        painter.drawPolyline(QPolygonF{QPointF(64, 9), QPointF(57, 9), QPointF(57, 33), QPointF(64, 33)});
        node(63, 1, ink);
        node(63, 25, ink);
        break;
    case ChoiceCard::Drawing::Create:
        node(0, 1, ink);
        node(39, 1, ink);
        node(0, 25, ink);
        node(39, 25, accent, true);
        painter.setPen(QPen(accent, 1.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(56, 29.5), QPointF(56, 37));
        painter.drawLine(QPointF(52.2, 33.3), QPointF(59.8, 33.3));
        break;
    }
}

ChoiceCard::ChoiceCard(Drawing drawing, const QString& title, const QString& sentence,
                       const QStringList& needs, QPushButton* button, const QString& keys, QWidget* parent)
    : Card({}, parent)
{
    setRadius(tileRadius);
    setFixedSize(312, roomFor(308));
    layout()->setContentsMargins(25, 28, 24, 24);
    body()->setSpacing(0);
    body()->addWidget(new ChoiceDrawing(drawing, this));
    body()->addSpacing(14);
    body()->addWidget(new TextLabel(title, TextStyle::Value, Ink::Text, this));
    body()->addSpacing(6);
    auto* words = new TextLabel(sentence, TextStyle::Base, Ink::Text2, this);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    words->setMinimumHeight(words->fontMetrics().lineSpacing() * 2 + 6);
    body()->addWidget(words);
    body()->addSpacing(10);
    for (const QString& need : needs) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        row->addWidget(new NeedTick(this));
        row->addWidget(new TextLabel(need, TextStyle::Small, Ink::Text2, this), 1);
        body()->addLayout(row);
        body()->addSpacing(6);
    }
    body()->addStretch(1);
    auto* foot = new QHBoxLayout;
    button->setParent(this);
    foot->addWidget(button);
    foot->addStretch(1);
    foot->addWidget(new KeyCap(keys, this));
    body()->addLayout(foot);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
}

} // namespace rollcall
