using System.Globalization;
using System.Text;

namespace Kolosal.Http;

/// <summary>Where in a document one is, as a JSON path (RFC 9535): <c>$.rows[3].name</c>.</summary>
internal sealed class BodyPath
{
    /// <summary>A longer name is not repeated to who sent it.</summary>
    private const int LongestName = 64;

    private readonly List<(string? Name, int Index)> steps = [];

    public void Enter(string name) => steps.Add((name, 0));

    public void EnterList() => steps.Add((null, -1));

    public void Next() => steps[^1] = (null, steps[^1].Index + 1);

    public void Leave() => steps.RemoveAt(steps.Count - 1);

    public override string ToString()
    {
        var text = new StringBuilder("$");
        foreach (var (name, index) in steps)
        {
            if (name is null)
            {
                if (index >= 0) text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else if (IsPlain(name)) text.Append('.').Append(name);
            else text.Append("['").Append(Shown(name)).Append("']");
        }
        return text.ToString();
    }

    /// <summary>A name from outside, short and on one line, for a text that people read.</summary>
    public static string Shown(string name)
    {
        var shown = new StringBuilder(Math.Min(name.Length, LongestName + 1));
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, LongestName))) shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\ufffd' : c);
        if (name.Length > LongestName) shown.Append('…');
        return shown.ToString();
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= LongestName && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
