/// The rules of version 5.0 of KCIDB's schema, as kcidb-io 141 has them, for what labbook writes:
/// the objects and properties that it never writes are left out, so one of these fails the test.
enum KCIDBRules {
  static let json = #"""
    {
    "$defs": {
      "status": {"type": "string", "enum": ["FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP"]},
      "checkout": {"type": "object", "additionalProperties": false,
        "required": ["id", "origin"],
        "properties": {
          "id": {"type": "string", "pattern": "^[a-z0-9_]+:[^\\0]*$"},
          "origin": {"type": "string", "pattern": "^[a-z0-9_]+$"},
          "comment": {"type": "string", "pattern": "^[^\\0]*$"},
          "valid": {"type": "boolean"},
          "misc": {"type": "object"}
        }},
      "build": {"type": "object", "additionalProperties": false,
        "required": ["checkout_id", "id", "origin"],
        "properties": {
          "id": {"type": "string", "pattern": "^[a-z0-9_]+:[^\\0]*$"},
          "checkout_id": {"type": "string", "pattern": "^[a-z0-9_]+:[^\\0]*$"},
          "origin": {"type": "string", "pattern": "^[a-z0-9_]+$"},
          "architecture": {"type": "string", "pattern": "^[a-z0-9_]*$"},
          "config_name": {"type": "string", "pattern": "^[^\\0]*$"},
          "status": {"$ref": "#/$defs/status"},
          "misc": {"type": "object"}
        }},
      "test": {"type": "object", "additionalProperties": false,
        "required": ["build_id", "id", "origin"],
        "properties": {
          "id": {"type": "string", "pattern": "^[a-z0-9_]+:[^\\0]*$"},
          "build_id": {"type": "string", "pattern": "^[a-z0-9_]+:[^\\0]*$"},
          "origin": {"type": "string", "pattern": "^[a-z0-9_]+$"},
          "path": {"type": "string", "pattern": "^([a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*)?$"},
          "status": {"$ref": "#/$defs/status"},
          "comment": {"type": "string", "pattern": "^[^\\0]*$"},
          "start_time": {"type": "string", "format": "date-time"},
          "duration": {"type": "number"},
          "log_excerpt": {"type": "string", "maxLength": 16384, "pattern": "^[^\\0]*$"},
          "environment": {"type": "object", "additionalProperties": false, "properties": {
            "comment": {"type": "string", "pattern": "^[^\\0]*$"},
            "misc": {"type": "object"}}},
          "misc": {"type": "object"}
        }}
    },
    "type": "object", "additionalProperties": false, "required": ["version"],
    "properties": {
      "version": {"type": "object", "properties": {"major": {"type": "integer", "const": 5}, "minor": {"type": "integer", "minimum": 0, "maximum": 0}}, "additionalProperties": false, "required": ["major"]},
      "checkouts": {"type": "array", "items": {"$ref": "#/$defs/checkout"}},
      "builds": {"type": "array", "items": {"$ref": "#/$defs/build"}},
      "tests": {"type": "array", "items": {"$ref": "#/$defs/test"}}
    }}
    """#
}
