using MudBlazor;

namespace Kolosal.WebConsole.Layout;

/// <summary>One accent on greys that lean to it. Every text on its ground has at least 4.5 : 1 (WCAG 2.2, 1.4.3).</summary>
internal static class ConsoleTheme
{
    private static readonly string[] SystemFont = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6474",
            Secondary = "#4b5a63",
            Tertiary = "#0b6474",
            Info = "#0b6474",
            Success = "#1b6b3a",
            Warning = "#8a5300",
            Error = "#a8261c",
            Background = "#f6f8f8",
            BackgroundGray = "#eef2f2",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2529",
            DrawerBackground = "#f6f8f8",
            DrawerText = "#37454b",
            DrawerIcon = "#5a6a71",
            TextPrimary = "#1b2529",
            TextSecondary = "#52616a",
            TextDisabled = "#6b7a82",
            ActionDefault = "#4b5a63",
            LinesDefault = "#dfe5e7",
            LinesInputs = "#87959c",
            Divider = "#dfe5e7",
            TableLines = "#e6ebec",
            TableHover = "#0b64740d",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#63c3d3",
            PrimaryContrastText = "#06242a",
            Secondary = "#a9b8bf",
            Tertiary = "#63c3d3",
            Info = "#63c3d3",
            Success = "#7fd19a",
            SuccessContrastText = "#06210f",
            Warning = "#f0b75a",
            WarningContrastText = "#2a1a00",
            Error = "#ff9a8d",
            ErrorContrastText = "#2d0703",
            Background = "#11171a",
            BackgroundGray = "#161d21",
            Surface = "#192125",
            AppbarBackground = "#151c1f",
            AppbarText = "#e7edef",
            DrawerBackground = "#11171a",
            DrawerText = "#c6d1d6",
            DrawerIcon = "#93a3aa",
            TextPrimary = "#e7edef",
            TextSecondary = "#a6b5bc",
            TextDisabled = "#8a9aa2",
            ActionDefault = "#b5c3c9",
            LinesDefault = "#2b363b",
            LinesInputs = "#71828a",
            Divider = "#2b363b",
            TableLines = "#263136",
            TableHover = "#63c3d314",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "232px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFont, FontSize = ".9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography
            {
                FontFamily = SystemFont,
                FontSize = ".9rem",
                FontWeight = "500",
                TextTransform = "none",
                LetterSpacing = "normal",
            },
        },
    };
}
