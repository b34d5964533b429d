#pragma once

#include <QHeaderView>

namespace rollcall
{

/// The names of nodes at the top or at the left edge of a square. They stay in sight while it scrolls, and
/// are never broken at a hyphen. At the top of a narrow square they stand upright.
class NamesHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit NamesHeader(Qt::Orientation orientation, QWidget* parent = nullptr);

    void setUpright(bool upright);
    /// Width of the widest name, with the room at its sides.
    int namesWidth() const;
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;

private:
    QString name(int section) const;

    bool m_upright = false;
};

} // namespace rollcall
