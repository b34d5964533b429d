#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace rollcall
{

/// Shows where the keyboard is: a ring of 2 px around the focused control, with 1 px between. It follows the
/// application's focus and needs nothing from the control, which cannot paint outside itself.
class FocusRing : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QApplication& application);
    ~FocusRing() override;

    /// Widgets that show the focus themselves (item views, the timeline) get no ring.
    static bool wantsRing(const QWidget* widget);

private:
    void follow(QWidget* now);
    QPointer<QFocusFrame> m_frame;
};

} // namespace rollcall
