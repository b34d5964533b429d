#include "ui/theme/tokens.h"

#include <QPalette>
#include <QWidget>

namespace rollcall
{

namespace
{

constexpr QColor rgb(quint32 value)
{
    return QColor(int(value >> 16 & 0xFF), int(value >> 8 & 0xFF), int(value & 0xFF));
}

} // namespace

const Tokens& Tokens::light()
{
    static const Tokens tokens{
        .isDark = false,
        .nav = rgb(0xECEEF2),
        .canvas = rgb(0xF6F7F9),
        .surface = rgb(0xFFFFFF),
        .sunken = rgb(0xF1F3F6),
        .hover = rgb(0xF0F3F8),
        .border = rgb(0xDCE0E6),
        .divider = rgb(0xE8EBEF),
        .ctl = rgb(0xBCC3CD),
        .field = rgb(0x878F9C),
        .text = rgb(0x1A1E24),
        .text2 = rgb(0x4A525E),
        .text3 = rgb(0x616A77),
        .disabled = rgb(0x9AA2AE),
        .accent = rgb(0x2459C4),
        .accentFill = rgb(0x2B62D3),
        .onAccent = rgb(0xFFFFFF),
        .selBg = rgb(0xE1EAFB),
        .selText = rgb(0x1A1E24),
        .focus = rgb(0x2B62D3),
        .term = rgb(0x2B62D3),
        .alive = rgb(0x8C95A3),
        .mark = rgb(0xFFFFFF),
        .healthy = {rgb(0x19743A), rgb(0xE6F4EA)},
        .degraded = {rgb(0x9E5600), rgb(0xFCF1DA)},
        .down = {rgb(0xB3261E), rgb(0xFCE9E7)},
        .draining = {rgb(0x0B6E84), rgb(0xE0F2F6)},
        .maintenance = {rgb(0x7440A8), rgb(0xF2EAFA)},
        .idle = {rgb(0x57606C), rgb(0xEDEFF2)},
    };
    return tokens;
}

const Tokens& Tokens::dark()
{
    static const Tokens tokens{
        .isDark = true,
        .nav = rgb(0x15171B),
        .canvas = rgb(0x1A1D21),
        .surface = rgb(0x212429),
        .sunken = rgb(0x1B1E22),
        .hover = rgb(0x2A2E35),
        .border = rgb(0x343941),
        .divider = rgb(0x2C3138),
        .ctl = rgb(0x4A515C),
        .field = rgb(0x79828F),
        .text = rgb(0xE7E9EC),
        .text2 = rgb(0xB3BAC4),
        .text3 = rgb(0xA2AAB6),
        .disabled = rgb(0x666E79),
        .accent = rgb(0x86AEFF),
        .accentFill = rgb(0x3565CE),
        .onAccent = rgb(0xFFFFFF),
        .selBg = rgb(0x2A3C5E),
        .selText = rgb(0xF2F4F7),
        .focus = rgb(0x86AEFF),
        .term = rgb(0x3F70DA),
        .alive = rgb(0x727B88),
        .mark = rgb(0x1A1D21),
        .healthy = {rgb(0x5CC98A), rgb(0x1E3529)},
        .degraded = {rgb(0xE3B04B), rgb(0x3A2F17)},
        .down = {rgb(0xFF8A80), rgb(0x442422)},
        .draining = {rgb(0x54BFD3), rgb(0x17343B)},
        .maintenance = {rgb(0xC9A0EE), rgb(0x33264A)},
        .idle = {rgb(0xA3ACB8), rgb(0x2C3138)},
    };
    return tokens;
}

StateColors Tokens::state(Mark which) const
{
    switch (which) {
    case Mark::Healthy:
    case Mark::Tick:
        return healthy;
    case Mark::Degraded:
        return degraded;
    case Mark::Down:
        return down;
    case Mark::Draining:
        return draining;
    case Mark::Maintenance:
        return maintenance;
    case Mark::Idle:
    case Mark::Unknown:
    case Mark::Dash:
        return idle;
    case Mark::None:
    case Mark::Crown:
        break;
    }
    return {text, sunken};
}

const Tokens& Tokens::of(const QPalette& palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? dark() : light();
}

const Tokens& Tokens::of(const QWidget* widget)
{
    return of(widget->palette());
}

QPalette Tokens::palette() const
{
    QPalette palette;
    for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        const bool off = group == QPalette::Disabled;
        const auto set = [&](QPalette::ColorRole role, const QColor& color) {
            palette.setColor(group, role, color);
        };
        set(QPalette::Window, canvas);
        set(QPalette::Base, surface);
        set(QPalette::Button, surface);
        set(QPalette::AlternateBase, sunken);
        set(QPalette::ToolTipBase, surface);
        set(QPalette::Light, divider);
        set(QPalette::Midlight, hover);
        set(QPalette::Mid, border);
        set(QPalette::Dark, field);
        set(QPalette::Shadow, border);
        set(QPalette::WindowText, off ? disabled : text);
        set(QPalette::Text, off ? disabled : text);
        set(QPalette::ButtonText, off ? disabled : text);
        set(QPalette::BrightText, off ? disabled : onAccent);
        set(QPalette::ToolTipText, text);
        set(QPalette::PlaceholderText, off ? disabled : text3);
        set(QPalette::Link, off ? disabled : accent);
        set(QPalette::LinkVisited, off ? disabled : accent);
        set(QPalette::Highlight, selBg);
        set(QPalette::HighlightedText, off ? disabled : selText);
    }
    return palette;
}

} // namespace rollcall
