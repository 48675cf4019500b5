using System.Text.Json;

namespace Kolosal.Scenarios;

/// <summary>A package or a dataset is damaged or removed: the answer names it, an incident tells people, the rest goes on.</summary>
public sealed class DamagedContentIsToldAndSurvived(SampleInstallation sample) : DamagedFolder(sample)
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_package_that_is_damaged_or_gone_stops_its_model_alone(bool gone)
    {
        Sample.CopyTo(Folder.FullName);
        using var server = await StartAsync();
        using var admin = Open(server);
        string package = await PackageAsync(admin, SampleInstallation.Model);
        byte[] kept = await File.ReadAllBytesAsync(package);
        if (gone) File.Delete(package);
        else Damage(package, kept.Length / 2);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Sample.PredictAsync(admin, SampleInstallation.Model));
        Assert.Equal((503, "package.damaged"), (refused.Status, refused.Code));
        await Sample.PredictAsync(admin, SampleInstallation.Other);
        await IncidentAsync(admin, $"models/{SampleInstallation.Model}");
        var stats = await admin.UntilAsync($"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("errors").GetInt64() > 0);
        Assert.Equal(SampleInstallation.Predictions, stats.GetProperty("requests").GetInt64());

        await File.WriteAllBytesAsync(package, kept);
        await Sample.PredictAsync(admin, SampleInstallation.Model);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_dataset_that_is_damaged_or_gone_is_repaired_by_uploading_it_again(bool gone)
    {
        Sample.CopyTo(Folder.FullName);
        using var server = await StartAsync();
        using var admin = Open(server);
        string path = $"/api/data/{Sample.Dataset}/preview";
        await admin.GetAsync(path);
        foreach (string blob in Directory.EnumerateFiles(Path.Combine(Data, "blobs"), "*", SearchOption.AllDirectories).ToArray())
        {
            if (gone) File.Delete(blob);
            else Damage(blob, (int)new FileInfo(blob).Length - 1);
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => admin.GetAsync(path));
        Assert.Equal((409, "dataset.damaged"), (refused.Status, refused.Code));
        await IncidentAsync(admin, $"datasets/{Sample.Dataset}");
        await admin.UploadAsync("rows.csv", Sample.Csv);
        Assert.Equal(20, (await admin.GetAsync($"{path}?rows=20")).GetProperty("rows").GetArrayLength());
    }

    private async Task<string> PackageAsync(Client admin, string model)
    {
        var version = await admin.GetAsync($"/api/models/{model}:1");
        string sha256 = Find(version, "sha256").First(hash => File.Exists(BlobPath(hash)));
        return BlobPath(sha256);
    }

    private string BlobPath(string sha256) => Path.Combine(Data, "blobs", "default", sha256[..2], sha256);

    private static IEnumerable<string> Find(JsonElement element, string member) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name.Contains(member, StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString()!] : Find(property.Value, member)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Find(item, member)),
        _ => [],
    };
}
