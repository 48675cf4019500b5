using System.Diagnostics;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>What the bill of materials' script writes for the API as it was restored here.</summary>
public sealed class BillOfMaterials : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-sbom-").FullName;

    /// <summary>The restored packages that it is made of.</summary>
    public static string Assets { get; } = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "obj", "project.assets.json");

    public JsonObject Document { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        string target = Path.Combine(folder, "sbom.json");
        string script = Path.Combine(SharedFolders.Repository, "deploy", "sbom.cs");
        var start = new ProcessStartInfo("dotnet", ["run", "--file", script, "--", Assets, target])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
        Document = JsonNode.Parse(await File.ReadAllTextAsync(target))!.AsObject();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
