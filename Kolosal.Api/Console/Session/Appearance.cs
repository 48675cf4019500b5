namespace Kolosal.WebConsole.Session;

/// <summary>Dark or light, for the circuit; the browser remembers it in a cookie.</summary>
internal sealed class Appearance
{
    /// <summary>Cookie that holds <c>dark</c> or <c>light</c>; without it the system's setting counts.</summary>
    public const string Cookie = "kolosal-theme";

    public event Action? Changed;

    public bool Dark
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            Changed?.Invoke();
        }
    }
}
