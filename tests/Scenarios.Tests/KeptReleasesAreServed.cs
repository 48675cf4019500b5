using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>
/// What a server of an earlier version has left on disk (states, lists, packages, blobs, log segments, keys) is loaded by this build: every record
/// says what it said, the model answers the same, the chain holds, and work goes on.
/// </summary>
/// <remarks>With <c>KOLOSAL_KEEP_RELEASE</c> set to a version this build's is made and kept first; it is looked at from the next run on.</remarks>
public sealed class KeptReleasesAreServed : IAsyncLifetime
{
    private static readonly Lazy<Task> Kept = new(() =>
        Environment.GetEnvironmentVariable("KOLOSAL_KEEP_RELEASE") is { Length: > 0 } version ? new KeptRelease(version).KeepAsync()
            : Task.CompletedTask);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-kept-");

    public static TheoryData<string> Versions
    {
        get
        {
            var versions = new TheoryData<string>();
            foreach (string version in KeptRelease.Versions) versions.Add(version);
            return versions;
        }
    }

    public Task InitializeAsync() => Kept.Value;

    [Theory, MemberData(nameof(Versions))]
    public async Task What_an_earlier_version_left_is_there_and_goes_on(string version)
    {
        var answers = new KeptRelease(version).Unpack(folder.FullName);

        // However old it has become since.
        using var server = await ServerProcess.StartAsync(
            folder.FullName, new Dictionary<string, string> { ["Kolosal:Storage:Retention:MaximumDays"] = "3650" });
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        Assert.Empty(await KeptRelease.DifferencesAsync(admin, answers));
        await admin.UntilAsync($"/api/predict/stats/{KeptRelease.Model}", found => found.GetProperty("requests").GetInt64() == 3);
        await admin.UntilAsync($"/api/monitoring/drift/{KeptRelease.Model}", found => found.GetProperty("rows_counted").GetInt64() == 60);
        await admin.ServeAsync("made-now");
        var verified = await admin.GetAsync("/api/audit/verify");
        Assert.True(verified.GetProperty("valid").GetBoolean(), verified.ToString());
        await admin.PutAsync($"/api/models/{KeptRelease.Model}/serving", new JsonObject { ["coverage"] = 0.9 });

        await server.DrainAsync();
        Assert.DoesNotContain(await server.WarningsAsync(), line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal)
            || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal));
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
