#pragma once

#include "ui/mainwindow/palettemodel.h"

#include <QPointer>
#include <QWidget>

class QLineEdit;
class QListView;

namespace rollcall
{

/// Ctrl+K: type a few letters of a node, a command or a page, and press Enter. It lies over the window, which
/// is dimmed meanwhile.
class CommandPalette final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    void open(std::vector<PaletteItem> items);
    void close();
    QLineEdit* field() const { return m_field; }
    const PaletteModel& model() const { return m_model; }

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void arrange();
    void select(int row);
    void step(int by);
    void run(const QModelIndex& index);

    PaletteModel m_model;
    QWidget* m_panel;
    QLineEdit* m_field;
    QListView* m_list;
    QPointer<QWidget> m_before; ///< where the keyboard goes back to
};

} // namespace rollcall
