using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Scenarios;

/// <summary>Rows of the shared database are removed or changed behind a server's back; what is left is counted, and what is gone is told.</summary>
public sealed class LostRowsAreToldAndPassed : IDisposable
{
    private const int Predictions = 12;

    private readonly PostgresFixture postgres = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-rows-");
    private readonly Dictionary<string, string> settings = [];
    private string database = "";

    [PostgresFact]
    public async Task Monitors_count_what_is_left_of_a_prediction_log()
    {
        var row = await ServeAsync();
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            for (int i = 0; i < Predictions; i++) await PredictAsync(admin, row);
            await CountedAsync(admin, Predictions);
            await server.DrainAsync();
        }

        // Gone: 2, 3 and the last; changed: 5. The statistics begin anew, so that they meet all of it.
        await ExecuteAsync("DELETE FROM log_records WHERE position IN (2, 3, 11)");
        await ExecuteAsync("UPDATE log_records SET record = set_byte(record, 100, get_byte(record, 100) # 1) WHERE position = 5");
        await ExecuteAsync("DELETE FROM orleansstorage WHERE convert_from(payloadbinary, 'UTF8') LIKE '%\"Cursors\":%'");

        using var again = await StartAsync();
        using var caller = Open(again);
        await PredictAsync(caller, row);
        await CountedAsync(caller, Predictions - 4 + 1);
        Assert.Equal(Predictions, await ScalarAsync("SELECT max(position) FROM log_records"));
        var incidents = await caller.UntilAsync("/api/security/incidents", list => Losses(list).Contains("logs/predictions"));
        Assert.Single(Losses(incidents), "logs/predictions");
    }

    [PostgresFact]
    public async Task A_chain_that_was_cut_changed_or_emptied_does_not_verify()
    {
        await ServeAsync();
        await ExecuteAsync("CREATE TABLE kept AS SELECT * FROM audit_entries");
        long entries = await ScalarAsync("SELECT count(*) FROM kept");
        var harms = new (string Sql, long BrokenAt)[]
        {
            ($"DELETE FROM audit_entries WHERE sequence >= {entries - 2}", entries - 2),
            ("DELETE FROM audit_entries WHERE sequence = 1", 1),
            ("UPDATE audit_entries SET entry = replace(entry, '\"', ' \"') WHERE sequence = 2", 2),
            ($"UPDATE audit_entries SET entry = replace(entry, '\"', ' \"') WHERE sequence = {entries - 1}", entries - 1),
            ("DELETE FROM audit_entries", 0),
        };
        foreach (var (sql, brokenAt) in harms)
        {
            await ExecuteAsync("TRUNCATE audit_entries");
            await ExecuteAsync("INSERT INTO audit_entries SELECT * FROM kept");
            await ExecuteAsync(sql);
            using var server = await StartAsync();
            using var admin = Open(server);
            var verified = await admin.UntilAsync("/api/audit/verify", _ => true);
            Assert.False(verified.GetProperty("valid").GetBoolean(), sql);
            Assert.Equal(brokenAt, verified.GetProperty("broken_at").GetInt64());
            await admin.UntilAsync("/api/security/incidents", list => Losses(list).Contains("audit"));
            await server.DrainAsync();

            // The incident is an entry of its own: the next harm begins from the chain that was signed.
            await ExecuteAsync("INSERT INTO kept SELECT * FROM audit_entries WHERE sequence > (SELECT max(sequence) FROM kept)", harms: false);
        }
    }

    public void Dispose()
    {
        postgres.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<JsonNode> ServeAsync()
    {
        database = postgres.CreateDatabase();
        settings["KOLOSAL_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        settings["Kolosal:Storage:ConnectionString"] = database;
        settings["Kolosal:Predictions:ReminderSeconds"] = "1";
        using var server = await StartAsync();
        using var admin = Open(server);
        var row = (await admin.SampleRowsAsync("german_credit", "risk"))[0];
        await admin.ServeAsync("served");
        await server.DrainAsync();
        return row;
    }

    private Task<ServerProcess> StartAsync()
    {
        (settings["Kolosal:Cluster:SiloPort"], settings["Kolosal:Cluster:GatewayPort"]) = ($"{FreePorts.Next()}", $"{FreePorts.Next()}");
        return ServerProcess.StartAsync(folder.FullName, settings);
    }

    private static Client Open(ServerProcess server) => new(server.Address, ServerProcess.AdminKey);

    private static Task PredictAsync(Client caller, JsonNode row) =>
        caller.PostAsync("/api/predict", new JsonObject { ["model_id"] = "served", ["rows"] = new JsonArray(row.DeepClone()) });

    private static async Task CountedAsync(Client caller, long requests)
    {
        var stats = await caller.UntilAsync("/api/predict/stats/served", found => found.GetProperty("requests").GetInt64() >= requests);
        Assert.Equal(requests, stats.GetProperty("requests").GetInt64());
    }

    private static string[] Losses(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Where(incident => incident.GetProperty("type").GetString() == "data_loss")
            .Select(incident => incident.GetProperty("subject").GetString()!)];

    private async Task ExecuteAsync(string sql, bool harms = true)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        Assert.False(await command.ExecuteNonQueryAsync() == 0 && harms, sql);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
