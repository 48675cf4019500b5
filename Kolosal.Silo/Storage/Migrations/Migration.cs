using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Storage.Migrations;

/// <summary>One numbered step of a schema. Once released its text never changes: a later step corrects it.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">File name without its ending.</param>
/// <param name="Sql">What it runs.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with line ends as LF, in hex.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The steps built into this program under <c>sqlite/</c> or <c>postgres/</c>, in order.</summary>
    public static ImmutableArray<Migration> Embedded(string dialect)
    {
        var assembly = typeof(Migration).Assembly;
        string prefix = dialect + "/";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => FromResource(assembly, name, Path.GetFileNameWithoutExtension(name[prefix.Length..])))
            .OrderBy(migration => migration.Number)];
    }

    private static Migration FromResource(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new Migration(int.Parse(name[..name.IndexOf('_')], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
