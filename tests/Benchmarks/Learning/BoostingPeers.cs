using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Runs the peers on the shared generated problem in a temporary folder with the system's Python.</summary>
internal sealed class BoostingPeers : IDisposable
{
    private const int Threads = 2;
    private readonly DirectoryInfo folder;

    private BoostingPeers(DirectoryInfo folder) => this.folder = folder;

    /// <summary>Generates the peers' copy of the problem; null when a package is missing.</summary>
    /// <param name="bench">The folder with speed_gen.py.</param>
    public static BoostingPeers? Prepare(string bench)
    {
        if (!File.Exists(Path.Combine(bench, "speed_gen.py")) || !PythonPeer.Has("sklearn, xgboost")) return null;
        var peers = new BoostingPeers(Directory.CreateTempSubdirectory("kolosal-bench-"));
        peers.folder.CreateSubdirectory("scratch");
        peers.folder.CreateSubdirectory("bench");
        File.Copy(Path.Combine(bench, "speed_gen.py"), Path.Combine(peers.folder.FullName, "bench", "speed_gen.py"));
        File.Copy(Path.Combine(SharedFolders.Repository, "tests", "Benchmarks", "Learning", "boosting_peer.py"),
            Path.Combine(peers.folder.FullName, "bench", "boosting_peer.py"));
        if (peers.Start("bench/speed_gen.py") is not null) return peers;
        peers.Dispose();
        return null;
    }

    /// <summary>Times one configuration in a process of its own.</summary>
    public BoostingBenchmark.Figures Measure(string config)
    {
        string output = Start("bench/boosting_peer.py", config) ?? throw new InvalidOperationException($"The peer '{config}' failed.");
        return BoostingBenchmark.Figures.FromJson(output.Trim().Split('\n')[^1]);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string? Start(params string[] arguments) => PythonPeer.Run(arguments, Threads, folder.FullName);
}
