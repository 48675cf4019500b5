using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Reads a model file by its format: by the pure library where it can, else by a library of the host's.</summary>
internal sealed class ForeignModelReading(IEnumerable<IForeignModelReader> readers)
{
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="UnsupportedOperatorException">An operator of it is none that is read.</exception>
    public ForeignModel Read(ModelFormat format, ReadOnlyMemory<byte> file, Frame table, string target)
    {
        var reader = readers.FirstOrDefault(known => known.Format == format);
        switch (format)
        {
            case ModelFormat.Xgboost:
                return ForeignFiles.XGBoost(file);
            case ModelFormat.Lightgbm:
                return ForeignFiles.LightGbm(file);
            case ModelFormat.Onnx:
                try
                {
                    return OnnxReader.Read(file);
                }
                catch (UnsupportedOperatorException) when (reader is not null)
                {
                    return reader.Read(file, ClassesOf(table, target));
                }
            default:
                return reader is not null ? reader.Read(file, ClassesOf(table, target)) : throw new InvalidDataException(
                    $"This process reads no files of the format '{WireJson.Word(format)}'.");
        }
    }

    private static int ClassesOf(Frame table, string target)
    {
        if (table.Schema.IndexOf(target) < 0) return 0;
        var column = table[target];
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < table.Rows && labels.Count <= LearningProblem.MaxClasses; row++)
            if (column.TextAt(row) is { } text) labels.Add(text);
        return labels.Count > LearningProblem.MaxClasses ? 0 : labels.Count;
    }
}
