#pragma once

#include "ui/widgets/card.h"

#include <QStringList>

class QPushButton;

namespace rollcall
{

/// One of the three choices of the first run: drawing, title, sentence, what it needs, and its button.
class ChoiceCard final : public Card
{
    Q_OBJECT

public:
    enum class Drawing { Demo, Connect, Create };
    ChoiceCard(Drawing drawing, const QString& title, const QString& sentence, const QStringList& needs,
               QPushButton* button, const QString& keys, QWidget* parent = nullptr);
};

/// Line drawings of nodes: three with a crowned one, a screen connected to two, four of which one is new.
class ChoiceDrawing final : public QWidget
{
    Q_OBJECT

public:
    explicit ChoiceDrawing(ChoiceCard::Drawing drawing, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {120, 44}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ChoiceCard::Drawing m_drawing;
};

} // namespace rollcall
