using System.ComponentModel.DataAnnotations;

namespace Kolosal.WebConsole;

/// <summary>Section <c>Kolosal:Console</c>.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Kolosal:Console";

    /// <summary>Minutes without a click or a key after which whoever is signed in has to sign in again; 1 to 60. Default: 15.</summary>
    [Range(1, 60)]
    public int IdleMinutes { get; set; } = 15;
}
