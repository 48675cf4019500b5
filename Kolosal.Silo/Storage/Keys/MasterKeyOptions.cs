using System.ComponentModel.DataAnnotations;

namespace Kolosal.Storage.Keys;

/// <summary>Section <c>Kolosal:Keys</c>.</summary>
internal sealed class MasterKeyOptions
{
    public const string Section = "Kolosal:Keys";

    /// <summary>
    /// Program and arguments that print the master key, one line of base64: for a vault. It is asked once, at the start, and not at all while
    /// <c>KOLOSAL_MASTER_KEY</c> is set. Default: none, so that the key is in a file.
    /// </summary>
    [MaxLength(20)]
    public string[] ReadCommand { get; set; } = [];

    /// <summary>Program and arguments that store the key that they read as one line: what a rotation calls. Default: none, so that the vault's key is
    /// not rotated from here.</summary>
    [MaxLength(20)]
    public string[] WriteCommand { get; set; } = [];
}
