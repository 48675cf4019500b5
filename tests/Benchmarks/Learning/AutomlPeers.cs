using System.Globalization;

namespace Kolosal.Benchmarks;

/// <summary>What other systems reached on the same splits, as recorded: a CSV with columns dataset, model, auc_fold0, rmse_fold0.</summary>
internal sealed class AutomlPeers
{
    private const string Flaml = "flaml_60s";

    private readonly List<Dictionary<string, string>> rows = [];

    /// <summary>Reads the file; without one there are no peers.</summary>
    public static AutomlPeers Load(string path)
    {
        var peers = new AutomlPeers();
        if (!File.Exists(path)) return peers;
        string[] lines = File.ReadAllLines(path), header = lines[0].Split(',');
        foreach (string line in lines.Skip(1))
            peers.rows.Add(header.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal));
        return peers;
    }

    /// <summary>FLAML's figure, and the best of every peer, FLAML included; of fold 0, which is the only one with single figures.</summary>
    public (double? Flaml, double? Best) Of(string set, int fold, bool classes)
    {
        if (fold != 0) return (null, null);
        string column = classes ? "auc_fold0" : "rmse_fold0";
        var known = rows.Where(r => r["dataset"] == set).Select(r => (Model: r["model"], Score: Number(r[column]))).Where(r => r.Score is not null)
            .ToArray();
        double[] scores = [.. known.Select(r => r.Score!.Value)];
        return (known.FirstOrDefault(r => r.Model == Flaml).Score, scores.Length == 0 ? null : classes ? scores.Max() : scores.Min());
    }

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
