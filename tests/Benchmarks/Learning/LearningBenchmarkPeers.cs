using System.Globalization;
using Kolosal.Learning;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>The answers of scikit-learn's and XGBoost's models for the test rows, fitted
/// now by learning_peers.py, and their recorded means.</summary>
internal sealed class LearningBenchmarkPeers : IDisposable
{
    private readonly Dictionary<(string Set, string Model), double> recorded = [];
    private readonly string folder;
    private readonly int threads;
    private readonly bool keep;

    /// <param name="folder">Where answers are written, and read again by a later run; null for a temporary folder.</param>
    /// <param name="threads">Threads of the peers.</param>
    public LearningBenchmarkPeers(string? folder, int threads)
    {
        keep = folder is not null;
        this.folder = folder ?? Directory.CreateTempSubdirectory("kolosal-peers-").FullName;
        this.threads = threads;
        Directory.CreateDirectory(this.folder);
        Missing = PythonPeer.Has("sklearn, xgboost, pandas") ? null : "python3-sklearn and python3-xgboost are not installed";
        ReadRecorded(Path.Combine(SharedFolders.Data!, "..", "bench", "peers.csv"));
    }

    /// <summary>Why no peer can run here, or null when they can.</summary>
    public string? Missing { get; }

    /// <summary>Fits models where their answers are not there yet.</summary>
    public void Prepare(RealDataSet set, IEnumerable<string> models)
    {
        string[] absent = [.. models.Where(model => set.TestFolds.Any(fold => !File.Exists(PathOf(set, model, fold))))];
        if (Missing is not null || absent.Length == 0) return;
        if (PythonPeer.Script("learning_peers.py", [SharedFolders.Data!, folder, set.Name, .. absent], threads) is null)
            Console.WriteLine($"learning: the peers' script failed on {set.Name}");
    }

    /// <summary>The answers of a model for each test fold, or null when there are none.</summary>
    public double[][]? Answers(RealDataSet set, string model) =>
        set.TestFolds.All(fold => File.Exists(PathOf(set, model, fold))) ? [.. set.TestFolds.Select(fold => Read(PathOf(set, model, fold)))] : null;

    /// <summary>A model's recorded mean score, NaN when there is none.</summary>
    public double Recorded(string set, string model) => recorded.GetValueOrDefault((set, model), double.NaN);

    public void Dispose()
    {
        if (!keep) Directory.Delete(folder, recursive: true);
    }

    private string PathOf(RealDataSet set, string model, int fold) => Path.Combine(folder, $"{set.Name}.{model}.{fold}.f64");

    private static double[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var values = new double[bytes.Length / sizeof(double)];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    private void ReadRecorded(string path)
    {
        if (!File.Exists(path)) return;
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        int set = Array.IndexOf(lines[0], "dataset"), model = Array.IndexOf(lines[0], "model"), auc = Array.IndexOf(lines[0], "auc"),
            rmse = Array.IndexOf(lines[0], "rmse");
        foreach (string[] cells in lines.Skip(1))
            if (double.TryParse(cells[auc].Length > 0 ? cells[auc] : cells[rmse], CultureInfo.InvariantCulture, out double score))
                recorded[(cells[set], cells[model])] = score;
    }
}
