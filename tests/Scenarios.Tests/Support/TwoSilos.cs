using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>Three servers, each with a silo, that meet in one PostgreSQL database; and a model that serves.</summary>
public sealed class ThreeSilos() : TwoSilos(silos: 3);

/// <summary>Two servers, each with a silo, that meet in one PostgreSQL database; and a model that serves.</summary>
public class TwoSilos : IAsyncLifetime
{
    public const string Model = "served";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-two-");
    private readonly PostgresFixture postgres = new();
    private readonly ServerProcess?[] servers;
    private readonly Dictionary<string, string>[] settings;
    private JsonNode[] rows = [];

    public TwoSilos()
        : this(silos: 2) { }

    protected TwoSilos(int silos) => (servers, settings) = (new ServerProcess?[silos], new Dictionary<string, string>[silos]);

    /// <summary>Requests acknowledged so far, over all scenarios of the class.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Requests that got no answer: each may be in the log or not.</summary>
    public long Unknown { get; private set; }

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Binaries is null) return;
        string database = postgres.CreateDatabase(), masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        for (int silo = 0; silo < servers.Length; silo++)
        {
            settings[silo] = new()
            {
                ["KOLOSAL_MASTER_KEY"] = masterKey,
                ["Kolosal:Storage:ConnectionString"] = database,
                ["Kolosal:Cluster:SiloPort"] = $"{FreePorts.Next()}",
                ["Kolosal:Cluster:GatewayPort"] = $"{FreePorts.Next()}",
                ["Kolosal:Predictions:ReminderSeconds"] = "1",
                ["Kolosal:TrainingPool:Threads"] = "2", // whatever the machine has: scenarios count on it
            };
            foreach (var (name, value) in SettingsOf(silo, database)) settings[silo][name] = value;
            await StartAsync(silo);
        }

        using var admin = Open(0);
        rows = await admin.SampleRowsAsync("german_credit", "risk");
        await admin.ServeAsync(Model);
    }

    /// <summary>Rows as callers send them.</summary>
    internal JsonNode[] Rows => rows;

    internal Client Open(int silo, string apiKey = ServerProcess.AdminKey) => new(servers[silo]!.Address, apiKey);

    public async Task StartAsync(int silo)
    {
        string data = Path.Combine(folder.FullName, $"{silo}");
        Directory.CreateDirectory(data);
        servers[silo] = await ServerProcess.StartAsync(data, settings[silo], PlaceOf(silo));
    }

    /// <summary>Starts a front door that carries no silo and calls those of the others.</summary>
    internal async Task<ServerProcess> StartFrontDoorAsync(ServerPlace? place = null)
    {
        string data = Path.Combine(folder.FullName, "door");
        Directory.CreateDirectory(data);
        return await ServerProcess.StartAsync(data, new Dictionary<string, string>(settings[0]) { ["Kolosal:Cluster:Role"] = "Client" }, place);
    }

    /// <summary>Whether a silo's process has ended.</summary>
    public bool HasEnded(int silo) => servers[silo]!.HasEnded;

    /// <summary>Settings of a silo beside those that all have, and in their place.</summary>
    /// <param name="silo">Its number.</param>
    /// <param name="connectionString">Of the database, as this machine reaches it.</param>
    protected virtual IReadOnlyDictionary<string, string> SettingsOf(int silo, string connectionString) => ImmutableDictionary<string, string>.Empty;

    /// <summary>Where a silo runs; null for this machine's own loopback.</summary>
    private protected virtual ServerPlace? PlaceOf(int silo) => null;

    public Task KillAsync(int silo) => servers[silo]!.KillAsync();

    public Task DrainAsync(int silo) => servers[silo]!.DrainAsync();

    /// <summary>What a silo's process has logged at warning or above; once it has ended.</summary>
    public Task<string[]> WarningsAsync(int silo) => servers[silo]!.WarningsAsync();

    public void RestartDatabase() => postgres.Restart();

    /// <summary>Predicts, one request after the other, until told to stop or until the server is gone; counts what happened.</summary>
    /// <param name="silo">The server that is asked.</param>
    /// <param name="stop">Looked at between two requests.</param>
    /// <param name="patient">Goes on after a failure, as a caller who tries again does.</param>
    /// <returns>How many requests failed.</returns>
    public async Task<int> PredictAsync(int silo, CancellationToken stop, bool patient)
    {
        using var caller = Open(silo);
        int failures = 0;
        for (int row = silo; !stop.IsCancellationRequested; row++)
        {
            try
            {
                await PredictAsync(caller, row);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException
                or RefusedException { Status: >= 500 })
            {
                failures++;
                if (!patient) return failures;
            }
        }

        return failures;
    }

    /// <summary>One request of one row; counts whether it was acknowledged.</summary>
    internal async Task PredictAsync(Client caller, int row)
    {
        try
        {
            await caller.PostAsync("/api/predict", new JsonObject
            {
                ["model_id"] = Model,
                ["rows"] = new JsonArray(rows[row % rows.Length].DeepClone()),
            });
            lock (folder) Acknowledged++;
        }
        catch
        {
            lock (folder) Unknown++;
            throw;
        }
    }

    /// <summary>Every acknowledged prediction is counted once by each monitor; one without an answer may or may not have happened.</summary>
    public async Task CheckCountsAsync(int silo)
    {
        using var admin = Open(silo);
        await admin.UntilAsync($"/api/predict/stats/{Model}", found => found.GetProperty("requests").GetInt64() >= Acknowledged);

        // A request that failed inside a silo is recorded, too: it burns the budget, and drift has no row of it. What got no answer may still
        // be on its way into the counts, so all are read anew until they agree.
        await Eventually.HoldsAsync(async () =>
        {
            var stats = await admin.GetAsync($"/api/predict/stats/{Model}");
            long requests = stats.GetProperty("requests").GetInt64();
            Assert.InRange(requests, Acknowledged, Acknowledged + Unknown);
            var drift = await admin.GetAsync($"/api/monitoring/drift/{Model}");
            var slo = await admin.GetAsync($"/api/monitoring/slo/{Model}");
            return drift.GetProperty("rows_counted").GetInt64() == stats.GetProperty("rows").GetInt64()
                && slo.GetProperty("requests").GetInt64() == requests + stats.GetProperty("errors").GetInt64();
        });

        var audit = await admin.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
    }

    public virtual Task DisposeAsync()
    {
        foreach (var server in servers) server?.Dispose();
        postgres.Dispose();
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
