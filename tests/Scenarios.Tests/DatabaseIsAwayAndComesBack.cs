using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>PostgreSQL goes away under a server: what needs it says 503 and when to come again, never 500; and nothing needs a restart.</summary>
public sealed class DatabaseIsAwayAndComesBack : IDisposable
{
    private readonly PostgresFixture postgres = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-away-");

    [PostgresFact]
    public async Task Every_answer_is_503_with_Retry_After_until_it_is_back()
    {
        using var server = await ServerProcess.StartAsync(folder.FullName, new Dictionary<string, string>
        {
            ["KOLOSAL_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Kolosal:Storage:ConnectionString"] = postgres.CreateDatabase(),
            ["Kolosal:Cluster:SiloPort"] = $"{FreePorts.Next()}",
            ["Kolosal:Cluster:GatewayPort"] = $"{FreePorts.Next()}",
        });
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        var row = (await admin.SampleRowsAsync("german_credit", "risk"))[0];
        await admin.ServeAsync("served");
        postgres.Leave();

        Func<Task>[] calls =
        [
            () => admin.GetAsync("/api/models"),
            () => admin.GetAsync("/api/data"),
            () => admin.GetAsync("/api/models/never-asked-for"),
            () => admin.GetAsync("/api/audit/export"),
            () => admin.GetAsync("/api/audit/verify"),
            () => admin.GetAsync("/health/ready"),
            () => admin.UploadAsync("rows.csv", "a,b\n1,2\n3,4\n5,6\n"),
            () => admin.PostAsync("/api/security/api-keys", new JsonObject { ["name"] = "n", ["roles"] = new JsonArray("trainer") }),
            () => admin.PostAsync("/api/predict", new JsonObject { ["model_id"] = "served", ["rows"] = new JsonArray(row.DeepClone()) }),
        ];
        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(call);
            Assert.True(refused.Status == 503 && refused.SaysWhenToRetry, refused.Message);
        }

        postgres.Return();
        await admin.UntilAsync("/api/models", found => found.GetProperty("total").GetInt64() == 1);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await admin.PostAsync("/api/predict", new JsonObject { ["model_id"] = "served", ["rows"] = new JsonArray(row.DeepClone()) });
                return true;
            }
            catch (RefusedException notYet) when (notYet.Status == 503)
            {
                return false;
            }
        });
        var audit = await admin.UntilAsync("/api/audit/verify", _ => true);
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
    }

    public void Dispose()
    {
        postgres.Dispose();
        folder.Delete(recursive: true);
    }
}
