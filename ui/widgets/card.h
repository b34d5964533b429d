#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace rollcall
{

/// A titled box on the page: surface, one pixel of border, radius 6, padding 16.
class Card : public QFrame
{
    Q_OBJECT

public:
    /// Without a title there is no header row.
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Quiet text after the title: a count, "last 24 hours".
    void setTitleNote(const QString& note);
    /// The slot at the right of the title: a link, a legend.
    virtual void setTrailing(QWidget* widget);
    /// Where the contents go, from top to bottom.
    QVBoxLayout* body() const { return m_body; }

    /// The tile of a cluster that cannot be read: sunken, dashed outline.
    void setDashed(bool dashed);
    /// A 2 px outline in the accent: the choice that is offered first.
    void setEmphasised(bool emphasised);
    void setRadius(qreal radius);
    /// 16 otherwise; 0 where the last row of a list ends the card.
    void setBottomPadding(int pixels);
    /// The body goes from edge to edge, for a table; only the title keeps its padding.
    void setFlush();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* m_header;
    QHBoxLayout* m_headerRow;
    QLabel* m_title;
    QLabel* m_note;
    QVBoxLayout* m_body;
    qreal m_radius;
    bool m_dashed = false;
    bool m_emphasised = false;
};

} // namespace rollcall
