using System.IO.Compression;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Disclosure;

/// <summary>Data of the real world: what is personal in it is known, and everything else must stay quiet.</summary>
public sealed class RealDataScanTests
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["titanic.csv"] = ["name:person_name"],
        ["compas.csv"] = ["name:person_name", "first:person_name", "last:person_name", "dob:date_of_birth"],
    };

    [DataFact]
    public void Ordinary_columns_of_real_sets_are_not_taken_for_personal_data()
    {
        foreach (string path in Directory.EnumerateFiles(SharedFolders.Data!).Where(p => p.EndsWith(".csv", StringComparison.Ordinal)
            || p.EndsWith(".csv.gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (name == "amlb_targets.csv") continue; // a table about data sets
            var table = Read(path);
            string[] found = [.. table.Schema.Columns.Zip(table.Columns)
                .Select(c => (c.First.Name, Finding: PersonalDataScan.Column(c.First.Name, c.Second)))
                .Where(c => c.Finding is not null).Select(c => $"{c.Name.ToLowerInvariant()}:{Word(c.Finding!.Kind)}")];
            string[] allowed = Known.GetValueOrDefault(name, []);
            Assert.True(found.All(allowed.Contains), $"{name}: {string.Join(", ", found.Except(allowed))}");
        }
    }

    [DataFact]
    public void The_names_on_the_titanic_are_names()
    {
        var table = Read(Path.Combine(SharedFolders.Data!, "titanic.csv"));
        string name = table.Schema.Columns.Single(c => c.Name.Equals("name", StringComparison.OrdinalIgnoreCase)).Name;
        Assert.Equal(PersonalDataKind.PersonName, PersonalDataScan.Column(name, table[name])!.Kind);
    }

    private static Frame Read(string path)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return Csv.Read(file);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        return Csv.Read(unzipped);
    }

    private static string Word(PersonalDataKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
