<?php
// Publishes a post with one address on a line of its own, and prints the address of the post.
$_SERVER['HTTP_HOST'] = parse_url(getenv('READ_BY'), PHP_URL_HOST);
require __DIR__ . '/wp-load.php';
wp_set_current_user(1);
$content = "Look here:\n\n" . $argv[1] . "\n\nThat was it.";
$post = wp_insert_post(
    array('post_title' => 'Seen', 'post_content' => $content, 'post_status' => 'publish')
);
echo "\n", json_encode(array('address' => get_permalink($post))), "\n";
