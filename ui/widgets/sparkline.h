#pragma once

#include <QList>
#include <QWidget>

namespace rollcall
{

/// Round trips as a small line; see StatePainter::sparkline.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget* parent = nullptr);
    /// Milliseconds, oldest first; negative: failed. summary is the accessible description.
    void setHistory(const QList<float>& history, const QString& summary);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<float> m_history;
};

} // namespace rollcall
