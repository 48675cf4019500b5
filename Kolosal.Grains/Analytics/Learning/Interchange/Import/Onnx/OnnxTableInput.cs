namespace Kolosal.Learning.Import;

/// <summary>An input of an ONNX file as columns of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Its element type in onnx.proto3: 1 float, 6 int32, 7 int64, 8 string, 9 bool, 11 double.</param>
/// <param name="Columns">Columns of a row.</param>
public sealed record OnnxTableInput(string Name, int ElementType, int Columns);
