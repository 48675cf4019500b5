using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Json.Schema;
using Kolosal.Testing;

namespace Kolosal.Conventions;

public sealed class BillOfMaterialsTests(BillOfMaterials bill) : IClassFixture<BillOfMaterials>
{
    private IEnumerable<JsonObject> Components => bill.Document["components"]!.AsArray().Select(component => component!.AsObject());

    [Fact]
    public void It_lists_the_packages_that_the_build_puts_beside_the_program()
    {
        // Written by the SDK's build, not by the script: the host loads by it.
        var built = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kolosal.Api.deps.json")))!;
        var target = built["targets"]![(string)built["runtimeTarget"]!["name"]!]!.AsObject();
        var packages = from library in target
                       where (string)built["libraries"]![library.Key]!["type"]! == "package"
                       where library.Value!["runtime"] is not null || library.Value!["native"] is not null
                       select library.Key;
        Assert.Equal(
            packages.Order(StringComparer.Ordinal),
            Components.Select(component => $"{component["name"]}/{component["version"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Hashes_are_those_of_the_package_files()
    {
        string folder = JsonNode.Parse(File.ReadAllText(BillOfMaterials.Assets))!["packageFolders"]!.AsObject().First().Key;
        Assert.All(Components, component =>
        {
            string name = ((string)component["name"]!).ToLowerInvariant(), version = (string)component["version"]!;
            using var package = File.OpenRead(Path.Combine(folder, name, version, $"{name}.{version}.nupkg"));
            Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(package)), (string)component["hashes"]![0]!["content"]!);
        });
    }

    [Fact]
    public void Each_package_has_an_address_and_a_licence()
    {
        Assert.All(Components, component => Assert.NotEmpty(component["licenses"]!.AsArray()));
        var npgsql = Components.Single(component => (string)component["name"]! == "Npgsql");
        Assert.Equal("PostgreSQL", (string)npgsql["licenses"]![0]!["expression"]!);
        Assert.Equal($"pkg:nuget/Npgsql@{npgsql["version"]}", (string)npgsql["purl"]!);
    }

    [Fact]
    public void Every_package_is_reached_from_the_program()
    {
        var edges = bill.Document["dependencies"]!.AsArray().ToDictionary(
            node => (string)node!["ref"]!, node => node!["dependsOn"]!.AsArray().Select(on => (string)on!).ToArray());
        string[] references = [.. Components.Select(component => (string)component["bom-ref"]!)];
        string program = (string)bill.Document["metadata"]!["component"]!["bom-ref"]!;
        Assert.Equal(references.Order(StringComparer.Ordinal), edges[program].Order(StringComparer.Ordinal));
        Assert.All(edges.Values.SelectMany(on => on), reference => Assert.Contains(reference, references));
        string provider = references.Single(reference => reference.StartsWith("pkg:nuget/Microsoft.Data.Sqlite.Core@", StringComparison.Ordinal));
        Assert.Contains(edges[provider], on => on.StartsWith("pkg:nuget/SQLitePCLRaw.core@", StringComparison.Ordinal));
    }

    [SchemaFact]
    public void The_publishers_schema_accepts_it()
    {
        JsonSchema Read(string name)
        {
            var schema = JsonSchema.FromFile(Path.Combine(SharedFolders.Schemas!, name));
            SchemaRegistry.Global.Register(new Uri($"http://cyclonedx.org/schema/{name}"), schema);
            return schema;
        }

        Read("spdx.schema.json");
        Read("jsf-0.82.schema.json");
        var schema = Read("cyclonedx-1.6.schema.json");
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List };
        var result = schema.Evaluate(bill.Document, options);
        var errors = result.Details.Where(detail => detail.HasErrors).Select(detail => $"{detail.InstanceLocation}: {detail.Errors!.First().Value}");
        Assert.True(result.IsValid, string.Join('\n', errors));

        var broken = bill.Document.DeepClone();
        broken["specVersion"] = null;
        Assert.False(schema.Evaluate(broken, options).IsValid);
    }
}
