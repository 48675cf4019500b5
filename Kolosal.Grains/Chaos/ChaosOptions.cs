using System.ComponentModel.DataAnnotations;

namespace Kolosal.Chaos;

/// <summary>Section <c>Kolosal:Chaos</c>.</summary>
public sealed class ChaosOptions
{
    public const string Section = "Kolosal:Chaos";

    /// <summary>Whether faults may be injected here; read at start. Default: false, where every order is refused and nothing stands between the
    /// features and their storage.</summary>
    public bool Enabled { get; set; }

    /// <summary>Milliseconds between two looks at a running test, 20 to 5,000. Default: 1,000.</summary>
    [Range(20, 5_000)]
    public int LookMilliseconds { get; set; } = 1_000;
}
