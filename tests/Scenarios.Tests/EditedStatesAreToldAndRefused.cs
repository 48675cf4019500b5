using Microsoft.Data.Sqlite;

namespace Kolosal.Scenarios;

/// <summary>Somebody edits the records of a machine while its server is down: those are refused and told, the others are served.</summary>
public sealed class EditedStatesAreToldAndRefused(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-edited-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_edited_model_is_refused_and_another_serves()
    {
        sample.CopyTo(folder.FullName);
        Edit($"%/{SampleInstallation.Model}", "model/%");
        using var server = await ServerProcess.StartAsync(folder.FullName);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => admin.GetAsync($"/api/models/{SampleInstallation.Model}"));
        Assert.Equal((503, "storage.damaged", true), (refused.Status, refused.Code, refused.SaysWhenToRetry));
        var failed = await Assert.ThrowsAsync<RefusedException>(() => sample.PredictAsync(admin, SampleInstallation.Model));
        Assert.Equal((503, "storage.damaged"), (failed.Status, failed.Code));
        await sample.PredictAsync(admin, SampleInstallation.Other);
        await admin.GetAsync($"/api/models/{SampleInstallation.Other}");
        await admin.UntilAsync("/api/security/incidents", list => list.GetProperty("items").EnumerateArray().Any(
            incident => incident.GetProperty("type").GetString() == "data_loss" && incident.GetProperty("subject").GetString() == "database"));
    }

    /// <summary>Adds a blank to the JSON, which means the same and is not what was written.</summary>
    private void Edit(string grain, string type)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "data", "kolosal.db")};Pooling=False");
        connection.Open();
        using var edit = connection.CreateCommand();
        edit.CommandText =
            "UPDATE grain_state SET payload = CAST(CAST(payload AS TEXT) || ' ' AS BLOB) WHERE grain_id LIKE @grain AND grain_id LIKE @type";
        edit.Parameters.AddWithValue("@grain", grain);
        edit.Parameters.AddWithValue("@type", type);
        Assert.Equal(1, edit.ExecuteNonQuery());
    }
}
