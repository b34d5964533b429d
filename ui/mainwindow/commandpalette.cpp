#include "ui/mainwindow/commandpalette.h"

#include "ui/delegates/tablelook.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int panelWidth = 566;
constexpr int panelTop = 72;
constexpr int fieldHeight = 44;

/// Panel with its field; the colours are those of the window behind.
class Panel final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens& tokens = Tokens::of(this);
        drawPanel(painter, rect(), tileRadius, tokens.surface, tokens.border);
        drawIcon(painter, Icon::Search, QRectF(16, (roomFor(fieldHeight) - 16) / 2, 16, 16), tokens.text2);
        drawRule(painter, 1, width() - 1, roomFor(fieldHeight), tokens.border);
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QWidget(window)
    , m_panel(new Panel(this))
    , m_field(new QLineEdit(m_panel))
    , m_list(new QListView(m_panel))
{
    m_field->setFrame(false);
    m_field->setFont(textFont(TextStyle::Value, QFont::Normal));
    m_field->setFixedHeight(roomFor(fieldHeight) - 2);
    m_field->setAccessibleName(QStringLiteral("Search or run a command"));
    m_field->setPlaceholderText(QStringLiteral("Search or run a command"));
    m_field->setTextMargins(34, 0, 8, 0);
    m_field->installEventFilter(this);
    dressList(m_list);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(QStringLiteral("Matches"));
    auto* layout = new QVBoxLayout(m_panel);
    layout->setContentsMargins(1, 1, 1, 8);
    layout->setSpacing(2);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model.setText(text);
        arrange();
        select(m_model.firstChoice());
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open(std::vector<PaletteItem> items)
{
    m_before = QApplication::focusWidget();
    m_model.setItems(std::move(items));
    m_field->clear();
    m_model.setText({});
    setGeometry(parentWidget()->rect());
    arrange();
    show();
    raise();
    select(m_model.firstChoice());
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::arrange()
{
    int height = 0;
    QStyleOptionViewItem option;
    for (int row = 0; row < m_model.rowCount(); ++row)
        height += m_list->itemDelegate()->sizeHint(option, m_model.index(row)).height();
    const int panelHeight =
        std::min(parentWidget()->height() - panelTop - 24, roomFor(fieldHeight) + height + 14);
    const int width = std::min(panelWidth, parentWidget()->width() - 32);
    m_panel->setGeometry((parentWidget()->width() - width) / 2, panelTop, width, panelHeight);
}

void CommandPalette::select(int row)
{
    m_list->setCurrentIndex(row >= 0 ? m_model.index(row) : QModelIndex());
}

void CommandPalette::step(int by)
{
    const int count = m_model.rowCount();
    int row = m_list->currentIndex().row();
    for (int tried = 0; tried < count; ++tried) {
        row = (row + by + count) % count;
        if (m_model.flags(m_model.index(row)).testFlag(Qt::ItemIsSelectable)) {
            select(row);
            m_list->scrollTo(m_model.index(row));
            return;
        }
    }
}

void CommandPalette::run(const QModelIndex& index)
{
    const PaletteItem* item = m_model.itemAt(index.row());
    if (!item || !item->offReason.isEmpty())
        return;
    const auto action = item->run;
    close();
    action();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
        arrange();
    }
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Escape:
            close();
            return true;
        case Qt::Key_Down:
            step(1);
            return true;
        case Qt::Key_Up:
            step(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run(m_list->currentIndex());
            return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            return true; // there is nowhere else to go while it is open
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CommandPalette::mousePressEvent(QMouseEvent* event)
{
    if (!m_panel->geometry().contains(event->position().toPoint()))
        close();
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, 64));
}

} // namespace rollcall
