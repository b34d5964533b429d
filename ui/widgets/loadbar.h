#pragma once

#include <QString>
#include <QWidget>

namespace rollcall
{

/// Load before and after a loss of the primary: "38 → 57 %". Loads are fractions, 1 = all processors busy.
class LoadBar : public QWidget
{
    Q_OBJECT

public:
    explicit LoadBar(QWidget* parent = nullptr);
    void setLoad(double now, double after);
    static QString textOf(double now, double after);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_now = 0;
    double m_after = 0;
};

} // namespace rollcall
