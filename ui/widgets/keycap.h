#pragma once

#include <QWidget>

class QPainter;

namespace rollcall
{

/// A key or a combination as its cap: "Alt+1".
class KeyCap : public QWidget
{
    Q_OBJECT

public:
    explicit KeyCap(const QString& keys, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    /// For others that paint one themselves.
    static QSize sizeOf(const QString& keys);
    static void draw(QPainter& painter, const QRect& rect, const QString& keys, const QPalette& palette);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_keys;
};

} // namespace rollcall
