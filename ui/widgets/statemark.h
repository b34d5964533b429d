#pragma once

#include "model/tables/roles.h"

#include <QWidget>

namespace rollcall
{

/// One shape as a widget. Its accessible name is the word that stands beside it, because the shape alone says
/// nothing to a screen reader.
class StateMark : public QWidget
{
    Q_OBJECT

public:
    /// size: 12, 14, 16, 24 or 32 px.
    explicit StateMark(int size = 16, QWidget* parent = nullptr);

    void setMark(Mark mark, const QString& word);
    Mark mark() const { return m_mark; }
    /// Draws the successor's outlined crown in place of a mark.
    void setCrown(Crown crown);
    /// False: drawn in text3, because the value is old.
    void setFresh(bool fresh);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_size;
    Mark m_mark = Mark::None;
    Crown m_crown = Crown::None;
    bool m_fresh = true;
};

} // namespace rollcall
